// The index in the browser against the engine's answers; RULER_CASES names a file of them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import * as figures from "../../widgets/tierline_widgets/ruler/script/figures.js";
import { fixed } from "../../widgets/tierline_widgets/ruler/script/numbers.js";

const given = JSON.parse(readFileSync(process.env.RULER_CASES, "utf8"));
const unpack = (text) => figures.readIndex(Buffer.from(text, "base64"));

test("answers are the engine's, figure for figure, in any order of asking", () => {
  for (const one of given.indexes) {
    const index = unpack(one.bytes);
    const found = figures.emptyAnswer(index);
    for (const { slow, asked } of one.settings) {
      const answer = figures.makeAnswer(index, slow);
      for (const { lines, moves } of asked) {
        answer(lines, found);
        assert.ok(figures.sameFigures(found, moves), `${one.name} ${lines}`);
      }
    }
  }
});

test("the sums by tier and the movers are those of the moves", () => {
  for (const one of given.indexes) {
    const index = unpack(one.bytes), found = figures.emptyAnswer(index);
    const { lines, moves } = one.settings[0].asked[0];
    figures.makeAnswer(index, one.settings[0].slow)(lines, found);
    const tiers = [...moves.keys()];
    const cell = (base, tier) => moves[base][tier][0];
    const sum = (pairs) => pairs.reduce((all, [base, tier]) => all + cell(base, tier), 0);
    const pairs = tiers.flatMap((base) => tiers.map((tier) => [base, tier]));
    for (const tier of tiers) {
      assert.equal(found.totals[tier * index.kinds], sum(pairs.filter((pair) => pair[1] === tier)));
      assert.equal(found.base[tier * index.kinds], sum(pairs.filter((pair) => pair[0] === tier)));
    }
    assert.equal(found.up, sum(pairs.filter(([base, tier]) => tier < base)));
    assert.equal(found.down, sum(pairs.filter(([base, tier]) => tier > base)));
  }
});

test("accounts at or above a score are counted from the index", () => {
  for (const one of given.indexes) {
    const index = unpack(one.bytes);
    assert.equal(index.accounts, one.accounts);
    for (const [score, accounts] of one.above) assert.equal(figures.countFrom(index, score), accounts);
  }
});

test("a figure that differs by one is seen", () => {
  const one = given.indexes.find((each) => each.accounts > 0);
  const index = unpack(one.bytes), found = figures.emptyAnswer(index);
  const { lines, moves } = one.settings[0].asked[0];
  figures.makeAnswer(index, one.settings[0].slow)(lines, found);
  const other = structuredClone(moves);
  other[0][0][0] += 1;
  assert.ok(!figures.sameFigures(found, other));
  assert.ok(!figures.sameFigures(found, moves.slice(1)));
});

test("bytes need not lie on a multiple of eight", () => {
  const bytes = Buffer.from(given.indexes[0].bytes, "base64");
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  const index = figures.readIndex(new DataView(shifted.buffer, 3, bytes.length));
  assert.equal(index.accounts, given.indexes[0].accounts);
});

test("what is no index, or cut short, is refused", () => {
  const one = given.indexes.find((each) => each.accounts > 0);
  const bytes = Buffer.from(one.bytes, "base64");
  for (const part of [0, 4, 15, 17, 40, bytes.length - 8]) assert.throws(() => figures.readIndex(bytes.subarray(0, part)));
  const other = Buffer.from(bytes);
  other[0] = 88;
  assert.throws(() => figures.readIndex(other), /no index/);
});

test("sums that a browser could not add exactly are refused", () => {
  assert.throws(() => unpack(given.too_large), /too large/);
});

test("figures are written as Python writes them", () => {
  for (const [value, decimals, shown] of given.written) {
    const wanted = shown.replace("-", "\u2212");
    assert.equal(fixed(value, decimals), wanted);
  }
});

test("nothing is allocated for an answer", () => {
  const one = given.indexes.find((each) => each.accounts > 1000);
  const index = unpack(one.bytes), found = figures.emptyAnswer(index);
  const held = [found.moves, found.totals, found.base];
  const answer = figures.makeAnswer(index);
  for (const { lines } of one.settings[0].asked) assert.equal(answer(lines, found), found);
  assert.deepEqual([found.moves, found.totals, found.base].map((part, place) => part === held[place]), [true, true, true]);
});
