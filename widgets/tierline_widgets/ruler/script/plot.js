// The picture: bars coloured by the tiers of the score, today's lines as ghosts, the lines, the tiers beneath.
//
// The bars are one path, drawn anew only when the index, the zoom or the size changes. Its colours are a
// gradient with hard steps, so that a drag moves two steps of it and no bar.

import { paint, put, say, svg } from "./elements.js";
import { integer, points, share } from "./numbers.js";
import { binned, binWidth, countMarks, height, scoreMarks } from "./places.js";

const BAND = 24; // the tiers' names under the bars
const FOOT = 26; // the scores under the names
const LETTER = 7.6; // pixels of a letter of the names, amply

export const RIM = { left: 56, right: 18 };

/** Make the picture for tiers of these names and colours (best first). */
export function makePlot(names, colours) {
  const id = "tr" + Math.random().toString(36).slice(2);
  const tiers = names.length, cuts = Math.max(tiers - 1, 0);
  const upward = [...names.keys()].reverse(); // lowest tier first, as the scale runs
  const stops = upward.map((tier) => [0, 0].map(() => paint(svg("stop", { offset: "0" }), colours[tier])));
  const gradient = svg("linearGradient", { id, gradientUnits: "userSpaceOnUse", x1: "0", x2: "1" }, ...stops.flat());
  const marks = svg("g"), shifts = svg("g"), ghosts = svg("g"), bands = svg("g"), lines = svg("g");
  const bars = svg("path", { fill: `url(#${id})`, class: "tr-bars" });
  const foot = svg("line", { class: "tr-axis" });
  const unit = svg("text", { class: "tr-unit" });
  const spot = svg("rect", { class: "tr-spot" }), spotted = svg("text", { class: "tr-spotted" });
  const plate = svg("rect", { class: "tr-plate", height: "20", rx: "4" });
  const root = svg("svg", { class: "tr-svg", "aria-hidden": "true" });
  root.append(svg("defs", {}, gradient), marks, bars, shifts, ghosts, foot, bands, lines, spot, plate, spotted, unit);
  const band = names.map((_name, tier) => {
    const name = svg("text", { class: "tr-band-name" });
    const parts = [svg("rect", { class: "tr-band" }), svg("rect", { class: "tr-band-rim", height: "3" }), name];
    bands.append(paint(svg("g", {}, ...parts), colours[tier]));
    return parts;
  });
  const line = [], ghost = [], shift = [];
  for (let cut = 0; cut < cuts; cut++) {
    line.push(svg("path", { class: "tr-line" }));
    ghost.push([svg("path", { class: "tr-ghost" }), svg("text", { class: "tr-ghost-name" })]);
    shift.push(svg("rect", { class: "tr-shift" }));
  }
  lines.append(...line);
  ghosts.append(...ghost.flat());
  shifts.append(...shift);
  const size = { width: 0, top: 0, plot: 0, room: 0 };
  let view = { low: 0, high: 10000 };
  let drawn = { found: [], width: 1, largest: 0, log: true };

  const across = (score) => RIM.left + ((score - view.low) / (view.high - view.low)) * size.room;
  const within = (score) => Math.min(Math.max(across(score), RIM.left), RIM.left + size.room);
  const seen = (score) => score >= view.low && score <= view.high;

  function resize(width, top, plot) {
    Object.assign(size, { width, top, plot, room: Math.max(width - RIM.left - RIM.right, 1) });
    const whole = top + plot + BAND + FOOT;
    put(root, "width", width);
    put(root, "height", whole);
    put(gradient, "x1", RIM.left);
    put(gradient, "x2", RIM.left + size.room);
    for (const rect of shift) {
      put(rect, "y", top);
      put(rect, "height", plot);
    }
    for (const [ground, rim, name] of band) {
      put(ground, "y", top + plot);
      put(ground, "height", BAND);
      put(rim, "y", top + plot);
      put(name, "y", top + plot + 17);
    }
    return whole;
  }

  function drawBars(index, shown, log, words) {
    view = shown;
    const width = binWidth(view, size.room);
    const found = index ? binned(index.below, view, width) : [];
    const largest = found.reduce((most, bar) => Math.max(most, bar.accounts), 0);
    const bottom = size.top + size.plot, gap = size.room * (width / (view.high - view.low)) > 4 ? 1 : 0;
    const path = [];
    for (const { start, accounts } of found) {
      if (!accounts) continue;
      const left = within(start), right = within(start + width) - gap;
      const top = bottom - Math.max(height(accounts, largest, log) * size.plot * 0.94, 1);
      path.push(`M${left.toFixed(2)} ${bottom}V${top.toFixed(2)}H${Math.max(right, left + 0.5).toFixed(2)}V${bottom}Z`);
    }
    put(bars, "d", path.join(""));
    put(foot, "x1", RIM.left);
    put(foot, "x2", RIM.left + size.room);
    put(foot, "y1", bottom);
    put(foot, "y2", bottom);
    drawMarks(largest, log, bottom);
    say(unit, largest ? words.replace("{width}", points(width)) : "");
    put(unit, "y", size.top - 3);
    drawn = { found, width, largest, log };
    point(null);
  }

  // say how many accounts the bar under the pointer holds
  function point(x) {
    const { found, width, largest, log } = drawn;
    const score = x === null ? -1 : view.low + ((x - RIM.left) / size.room) * (view.high - view.low);
    const bar = found.find((one) => score >= one.start && score < one.start + width);
    put(spot, "width", 0);
    put(plate, "width", 0);
    say(spotted, "");
    if (!bar || x < RIM.left || x > RIM.left + size.room) return;
    const left = within(bar.start), right = within(bar.start + width);
    const high = height(bar.accounts, largest, log) * size.plot * 0.94;
    put(spot, "x", left.toFixed(2));
    put(spot, "width", Math.max(right - left, 1).toFixed(2));
    put(spot, "y", (size.top + size.plot - high).toFixed(2));
    put(spot, "height", high.toFixed(2));
    const words = `${points(bar.start)}\u2013${points(Math.min(bar.start + width, 10000))}: ${integer(bar.accounts)}`;
    const half = (words.length * LETTER) / 2, foot = size.top + size.plot - high - 8;
    const middle = Math.min(Math.max((left + right) / 2, RIM.left + half), RIM.left + size.room - half);
    say(spotted, words);
    put(spotted, "x", middle.toFixed(1));
    put(spotted, "y", (foot - 2).toFixed(1));
    put(plate, "x", (middle - half).toFixed(1));
    put(plate, "y", (foot - 16).toFixed(1));
    put(plate, "width", (2 * half).toFixed(1));
  }

  function drawMarks(largest, log, bottom) {
    const made = [];
    for (const mark of largest ? countMarks(largest, log) : []) {
      const y = bottom - height(mark, largest, log) * size.plot * 0.94;
      made.push(svg("line", { class: "tr-grid", x1: RIM.left, x2: RIM.left + size.room, y1: y, y2: y }));
      made.push(svg("text", { class: "tr-count", x: RIM.left - 8, y: y + 4 }, integer(mark)));
    }
    for (const mark of scoreMarks(view, size.room)) {
      const x = across(mark), y = bottom + BAND;
      made.push(svg("line", { class: "tr-tick", x1: x, x2: x, y1: y, y2: y + 4 }));
      const words = view.high - view.low > 1000 ? String(mark / 100) : points(mark);
      made.push(svg("text", { class: "tr-score", x, y: y + 18 }, words));
    }
    marks.replaceChildren(...made);
  }

  function drawTiers(now, totals, kinds, accounts) {
    for (let tier = 0; tier < tiers; tier++) {
      const left = within(tier < cuts ? now[tier] : 0), right = within(tier ? now[tier - 1] : 10000);
      const [ground, rim, name] = band[tier], room = right - left;
      for (const rect of [ground, rim]) {
        put(rect, "x", left.toFixed(2));
        put(rect, "width", room.toFixed(2));
      }
      const part = accounts ? share(totals[tier * kinds], accounts) : "";
      const long = names[tier] + "\u2002" + part;
      const wide = (words) => words.length * LETTER + 8 < room;
      say(name, part && wide(long) ? long : wide(names[tier]) ? names[tier] : "");
      put(name, "x", ((left + right) / 2).toFixed(2));
      const place = tiers - 1 - tier;
      for (const [end, x] of [left, right].entries()) put(stops[place][end], "offset", ((x - RIM.left) / size.room).toFixed(5));
    }
  }

  function drawLines(now, baseline, pills, pillFoot, active) {
    const bottom = size.top + size.plot;
    for (let cut = 0; cut < cuts; cut++) {
      const x = across(now[cut]), [dashes, words] = ghost[cut];
      const bend = `M${pills[cut].toFixed(1)} ${pillFoot[cut]}L${x.toFixed(2)} ${size.top - 2}V${bottom + BAND}`;
      put(line[cut], "d", seen(now[cut]) ? bend : "");
      line[cut].classList.toggle("tr-active", cut === active);
      const was = baseline[cut], away = was !== undefined && was !== now[cut];
      const old = across(was);
      put(dashes, "d", away && seen(was) ? `M${old.toFixed(2)} ${size.top - 2}V${bottom}` : "");
      const far = away && seen(was) && Math.abs(old - x) > 6;
      say(words, far ? points(was) : "");
      if (far) {
        put(words, "x", (old + (old < x ? -5 : 5)).toFixed(1));
        put(words, "y", size.top + 9);
        put(words, "text-anchor", old < x ? "end" : "start");
      }
      const ends = away ? [within(was), within(now[cut])] : [0, 0];
      put(shift[cut], "x", Math.min(...ends).toFixed(2));
      put(shift[cut], "width", Math.abs(ends[0] - ends[1]).toFixed(2));
    }
  }

  return { root, size, across, seen, resize, drawBars, drawTiers, drawLines, point };
}
