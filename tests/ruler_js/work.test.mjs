// What a frame of a drag takes, counted in reads of the index's tables: the number of accounts is not in it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import * as figures from "../../widgets/tierline_widgets/ruler/script/figures.js";

const given = JSON.parse(readFileSync(process.env.RULER_CASES, "utf8"));
const TABLES = ["key", "starts", "scores", "sums"];

// an index whose tables count how often they are read
function counted(one) {
  const index = figures.readIndex(Buffer.from(one.bytes, "base64"));
  assert.equal(index.accounts, one.accounts);
  const reads = { count: 0 };
  for (const name of TABLES) {
    index[name] = new Proxy(index[name], {
      get(table, place) {
        reads.count += 1;
        return table[place];
      },
    });
  }
  return { index, reads };
}

// the reads of each frame while the second line is dragged over the scale, hundredth by hundredth
function frames(one) {
  const { index, reads } = counted(one);
  const answer = figures.makeAnswer(index), found = figures.emptyAnswer(index);
  const lines = Int32Array.from(index.lines);
  answer(lines, found);
  const taken = [];
  for (let line = lines[0] - 1; line > lines[2]; line -= 7) {
    const before = reads.count;
    lines[1] = line;
    answer(lines, found);
    taken.push(reads.count - before);
  }
  return { taken, index };
}

test("ten million accounts take a frame no read more than two thousand on the same scores", () => {
  const [few, many] = given.populations;
  assert.equal(few.accounts, 2000);
  assert.equal(many.accounts, 10_000_000);
  assert.deepEqual(frames(many).taken, frames(few).taken);
});

test("accounts on more scores cost a frame one comparison a search each time they double", () => {
  const [few, many] = given.spread.map(frames);
  assert.ok(many.index.cells > 64 * few.index.cells);
  // the moved line and its lower limit are searched for in each group, by halves
  const longest = ({ groups, starts }) => {
    const sizes = Array.from({ length: groups }, (_none, group) => starts[group + 1] - starts[group]);
    return Math.ceil(Math.log2(Math.max(...sizes) + 1));
  };
  const more = 2 * many.index.groups * (longest(many.index) - longest(few.index));
  assert.ok(Math.max(...many.taken) <= Math.max(...few.taken) + more);
});
