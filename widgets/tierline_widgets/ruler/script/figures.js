// The what-if index in the browser: reads the compact form and answers any lines exactly.
//
// Every figure is a whole number below 2^53, so that adding in float64 is exact; an index whose sums
// could pass that is refused. Nothing is allocated once the index is read: a drag asks sixty times a second.

const TOP = 10000; // the greatest score, in hundredths
const MAGIC = "TLINDEX1";
const NONE = -1;
const PARTS = 6; // floor, cap, held, months below, override, base
const EXACT = Number.MAX_SAFE_INTEGER;

/** Unpack the compact form: `bytes` is a DataView, a typed array or an ArrayBuffer. Throws when it is no index. */
export function readIndex(bytes) {
  const given = bytes instanceof ArrayBuffer
    ? new Uint8Array(bytes)
    : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const own = given.slice().buffer; // its first byte on a multiple of 8, wherever the message put it
  if (own.byteLength < 16 || String.fromCharCode(...new Uint8Array(own, 0, 8)) !== MAGIC) throw new Error("no index");
  const size = new DataView(own).getUint32(8, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(own, 16, size)));
  let place = 16 + size;
  const block = (Kind, count) => {
    place += (8 - (place % 8)) % 8;
    const values = new Kind(own, place, count);
    place += values.byteLength;
    return values;
  };
  const { groups, cells } = head;
  const index = {
    tiers: head.tiers,
    lines: head.lines,
    hysteresis: head.hysteresis,
    measures: head.measures,
    groups,
    cells,
    kinds: 1 + head.measures.length,
    key: block(Int8Array, groups * PARTS),
    starts: block(Uint32Array, groups + 1),
    scores: block(Uint16Array, cells),
  };
  const figures = [new Float64Array(block(Uint32Array, cells))];
  for (const _name of head.measures) figures.push(block(Float64Array, cells));
  checkKeys(index);
  addUp(index, figures);
  return index;
}

function checkKeys({ groups, cells, key, starts, scores, tiers }) {
  if (starts[0] !== 0 || starts[groups] !== cells) throw new Error("groups and cells do not fit");
  for (let group = 0; group < groups; group++) {
    if (starts[group + 1] < starts[group]) throw new Error("groups overlap");
    const first = group * PARTS;
    for (const part of [0, 1, 2, 4, 5]) {
      const least = part === 5 ? 0 : NONE;
      if (key[first + part] < least || key[first + part] >= tiers.length) throw new Error("a tier that is not there");
    }
  }
  for (let cell = 0; cell < cells; cell++) if (scores[cell] > TOP) throw new Error("a score above the scale");
}

// sums[(starts[g] + g + p) * kinds + k]: kind k over the first p cells of group g; below[s]: accounts under score s
function addUp(index, figures) {
  const { groups, cells, kinds, scores } = index;
  const sums = new Float64Array((cells + groups) * kinds);
  figures.forEach((figure, kind) => addKind(index, figure, sums, kind));
  const below = new Float64Array(TOP + 2), accounts = figures[0];
  for (let cell = 0; cell < cells; cell++) below[scores[cell] + 1] += accounts[cell];
  for (let score = 1; score < below.length; score++) below[score] += below[score - 1];
  Object.assign(index, { sums, below, accounts: below[TOP + 1] });
}

function addKind({ groups, kinds, starts }, figure, sums, kind) {
  let whole = 0, to = kind;
  for (let group = 0; group < groups; group++, to += kinds) {
    const last = starts[group + 1];
    let total = 0;
    for (let cell = starts[group]; cell < last; cell++) {
      const here = figure[cell];
      whole += Math.abs(here);
      total += here;
      to += kinds;
      sums[to] = total;
    }
  }
  if (!(whole <= EXACT)) throw new Error("sums too large to add exactly");
}

/** How many accounts have a score of `score` or more, in hundredths. */
export function countFrom(index, score) {
  return index.accounts - index.below[score];
}

/** Room for one answer: `moves[(base * tiers + tier) * kinds + kind]`, its sums by tier, and who moved. */
export function emptyAnswer(index) {
  const tiers = index.tiers.length;
  return {
    moves: new Float64Array(tiers * tiers * index.kinds),
    totals: new Float64Array(tiers * index.kinds),
    base: new Float64Array(tiers * index.kinds),
    up: 0,
    down: 0,
  };
}

/**
 * Make the function that answers lines: `answer(lines, found)` with `lines` in hundredths, best tier first,
 * strictly falling, one a tier but the lowest. It gives what the engine's own preview gives (Readings, Tiering).
 */
export function makeAnswer(index, slow = index.hysteresis) {
  const { groups, key, starts, sums, kinds } = index;
  const tiers = index.tiers.length;
  const buffer = slow.buffer === null ? NONE : slow.buffer;
  const at = new Int32Array(tiers * groups); // where each line falls in each group; the lowest tier's stays 0
  const known = new Int32Array(tiers).fill(NONE); // the lines that `at` holds
  const limits = new Int32Array(groups); // where a group's own held tier stops holding: its line less the buffer
  const holding = [];
  for (let group = 0; group < groups; group++) {
    const first = group * PARTS;
    const cap = key[first + 1], held = key[first + 2], belowIt = key[first + 3];
    const holds = slow.enabled && held !== NONE && cap <= held && belowIt + 1 < slow.months && key[first + 4] === NONE;
    if (holds) (holding[held] ||= []).push(group);
  }
  const canHold = new Uint8Array(groups);
  const holders = Array.from({ length: tiers }, (_none, tier) => Int32Array.from(holding[tier] || []));
  for (const one of holders) for (const group of one) canHold[group] = 1;

  function place(group, score) {
    let low = starts[group], high = starts[group + 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (index.scores[middle] < score) low = middle + 1;
      else high = middle;
    }
    return low - starts[group];
  }

  function lookUp(lines) {
    for (let tier = 0; tier < tiers - 1; tier++) {
      if (known[tier] === lines[tier]) continue;
      known[tier] = lines[tier];
      const own = tier * groups;
      for (let group = 0; group < groups; group++) at[own + group] = place(group, lines[tier]);
      const those = holders[tier];
      for (let one = 0; one < those.length; one++) limits[those[one]] = place(those[one], lines[tier] - buffer);
    }
  }

  function add(start, end, cell, moves) {
    if (start >= end) return;
    const from = start * kinds, upTo = end * kinds, target = cell * kinds;
    for (let kind = 0; kind < kinds; kind++) moves[target + kind] += sums[upTo + kind] - sums[from + kind];
  }

  function addGroup(group, moves) {
    const first = group * PARTS, origin = starts[group] + group;
    const floor = key[first], cap = key[first + 1], held = key[first + 2], override = key[first + 4];
    const row = key[first + 5] * tiers;
    let end = starts[group + 1] + group;
    if (override !== NONE) return add(origin, end, row + override, moves);
    for (let byScore = 0; byScore < tiers; byScore++) {
      let tier = byScore;
      if (floor !== NONE && tier > floor) tier = floor;
      if (cap !== NONE && tier < cap) tier = cap;
      const start = origin + at[byScore * groups + group];
      if (canHold[group] && tier > held) {
        // from here upward the score is not far enough below the held tier's line to drop at once
        let limit = start;
        if (buffer !== NONE) limit = Math.min(Math.max(origin + limits[group], start), end);
        add(limit, end, row + held, moves);
        add(start, limit, row + tier, moves);
      } else {
        add(start, end, row + tier, moves);
      }
      if (start < end) end = start;
    }
  }

  return function answer(lines, found) {
    lookUp(lines);
    found.moves.fill(0);
    for (let group = 0; group < groups; group++) addGroup(group, found.moves);
    return sumUp(found, tiers, kinds);
  };
}

function sumUp(found, tiers, kinds) {
  found.totals.fill(0);
  found.base.fill(0);
  found.up = 0;
  found.down = 0;
  for (let base = 0; base < tiers; base++) {
    for (let tier = 0; tier < tiers; tier++) {
      const cell = (base * tiers + tier) * kinds;
      for (let kind = 0; kind < kinds; kind++) {
        found.totals[tier * kinds + kind] += found.moves[cell + kind];
        found.base[base * kinds + kind] += found.moves[cell + kind];
      }
      if (tier < base) found.up += found.moves[cell];
      if (tier > base) found.down += found.moves[cell];
    }
  }
  return found;
}

/** Whether the engine's `moves` (nested lists: base, tier, kind) are the figures found here, one for one. */
export function sameFigures(found, moves) {
  const flat = moves.flat(2);
  return flat.length === found.moves.length && flat.every((value, place) => value === found.moves[place]);
}
