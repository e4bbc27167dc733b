// Where things lie: the scale and its zoom, bars and marks, the order of the lines, the pills above them.

export const WHOLE = 10000; // 100.00 points in hundredths
export const CLOSEST = 100; // the narrowest stretch that is shown
const WIDTHS = [10000, 5000, 2000, 1000, 500, 200, CLOSEST]; // what a step of the zoom shows, in hundredths
const BINS = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500];
const ROUND = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 2500, 5000];

/** The lowest place a line may take: a hundredth above the next line down, or above 0. */
export function lowest(lines, which) {
  return (which + 1 < lines.length ? lines[which + 1] : 0) + 1;
}

/** The highest place a line may take: a hundredth below the next line up, or the end of the scale. */
export function highest(lines, which) {
  return which > 0 ? lines[which - 1] - 1 : WHOLE;
}

/** `value` to the nearest hundredth, held between the neighbours. */
export function held(lines, which, value) {
  return Math.min(Math.max(Math.round(value), lowest(lines, which)), highest(lines, which));
}

/** The stretch of `width` hundredths around `centre`, within the scale. */
export function stretch(centre, width) {
  const low = Math.round(Math.min(Math.max(centre - width / 2, 0), WHOLE - width));
  return { low, high: low + width };
}

/** The stretch one step closer (`steps` 1) or wider (-1), with `anchor` staying where it is, or in the middle. */
export function zoomed(view, steps, anchor, middle) {
  const width = view.high - view.low;
  const closer = WIDTHS.find((one) => one < width) || WIDTHS[WIDTHS.length - 1];
  const wider = [...WIDTHS].reverse().find((one) => one > width) || WHOLE;
  const next = steps > 0 ? closer : wider;
  if (middle) return stretch(anchor, next);
  return stretch(anchor + next / 2 - ((anchor - view.low) / width) * next, next);
}

/** The same width moved so that `value` lies well inside; the view itself when it does already. */
export function following(view, value) {
  const width = view.high - view.low, rim = width / 20;
  if (width >= WHOLE || (value >= view.low + rim && value <= view.high - rim)) return view;
  return stretch(value, width);
}

/** How wide a bar is, in hundredths, so that it takes five pixels or more. */
export function binWidth(view, pixels) {
  const least = (5 * (view.high - view.low)) / Math.max(pixels, 1);
  return BINS.find((one) => one >= least) || BINS[BINS.length - 1];
}

/** Accounts in each bar of the view; `below[s]` counts those under score s. The last bar holds 100.00 too. */
export function binned(below, view, width) {
  const bars = [];
  for (let start = Math.floor(view.low / width) * width; start < view.high && start < WHOLE; start += width) {
    const end = start + width >= WHOLE ? WHOLE + 1 : start + width;
    bars.push({ start, accounts: below[end] - below[start] });
  }
  return bars;
}

/** Round scores for the axis, about one in 60 pixels. */
export function scoreMarks(view, pixels) {
  const least = (60 * (view.high - view.low)) / Math.max(pixels, 1);
  const step = ROUND.find((one) => one >= least) || WHOLE;
  const marks = [];
  for (let mark = Math.ceil(view.low / step) * step; mark <= view.high; mark += step) marks.push(mark);
  return marks;
}

/** Round counts for the upright axis: powers of ten on a log scale, else about four steps. */
export function countMarks(largest, log) {
  const marks = [];
  if (log) {
    for (let mark = 1; mark <= Math.max(largest, 1); mark *= 10) marks.push(mark);
    return marks;
  }
  const power = 10 ** Math.floor(Math.log10(Math.max(largest, 4) / 4));
  const step = Math.max(Math.floor(power * [1, 2, 2.5, 5, 10].find((one) => power * one >= (0.85 * largest) / 4)), 1);
  for (let mark = 0; mark <= largest; mark += step) marks.push(mark);
  return marks;
}

/** How high a bar of `accounts` stands, from 0 to 1; zero accounts have no height on either scale. */
export function height(accounts, largest, log) {
  if (!largest) return 0;
  return log ? Math.log10(accounts + 1) / Math.log10(largest + 1) : accounts / largest;
}

/**
 * Move pills apart so that none covers another, each as near its line as can be.
 * `wanted` are centres from left to right, all pills `size` wide; written to `found`; within 0 .. `room`.
 */
export function spread(wanted, size, room, found) {
  const count = wanted.length, blocks = [];
  const first = size / 2, last = room - size / 2 - (count - 1) * size;
  for (let one = 0; one < count; one++) {
    // less its place in the row, pills that touch want one and the same place: that of their mean
    blocks.push({ sum: wanted[one] - one * size, count: 1 });
    while (blocks.length > 1) {
      const right = blocks[blocks.length - 1], left = blocks[blocks.length - 2];
      if (left.sum / left.count <= right.sum / right.count) break;
      left.sum += right.sum;
      left.count += right.count;
      blocks.pop();
    }
  }
  let one = 0;
  for (const block of blocks) {
    const mean = Math.max(Math.min(block.sum / block.count, last), first);
    for (let of = 0; of < block.count; of++, one++) found[one] = mean + one * size;
  }
  return found;
}
