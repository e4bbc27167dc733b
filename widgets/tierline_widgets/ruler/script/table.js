// The consequences beneath: what each tier holds under the lines, and the change against the baseline.

import { html, paint, say } from "./elements.js";
import { fixed, integer, NOTHING, points, share, signed } from "./numbers.js";

function write(column, value) {
  if (column.kind === "hours") return fixed(value / 100, 0);
  if (column.kind === "measure") return fixed(value / column.divisor, column.decimals);
  return integer(value);
}

/**
 * Make the table. `heads` are the index's measures ({title, unit, divisor, decimals}); `hours` are hundredths
 * of an hour for one account of each tier, or nothing; `kinds` counts the figures of a cell of the index.
 */
export function makeTable({ names, titles, colours, heads, hours, texts }) {
  const kinds = 1 + heads.length, tiers = names.length;
  const columns = [
    { kind: "count", title: texts.accounts, unit: "" },
    { kind: "share", title: texts.share, unit: texts.of_accounts },
    ...heads.map((head) => ({ ...head, kind: "measure" })),
    ...(hours.length ? [{ kind: "hours", title: texts.hours, unit: texts.hours_unit }] : []),
  ];
  const head = ({ title, unit }) =>
    html("th", { scope: "col" }, html("span", { class: "tl-label" }, title), html("span", { class: "tl-unit" }, unit || "\u00a0"));
  const first = html("th", { scope: "col", class: "tr-tier" }, texts.tier);
  const top = html("tr", {}, first, head({ title: texts.line, unit: texts.points }), ...columns.map(head));
  const body = html("tbody"), end = html("tfoot");
  const pair = () => {
    const value = document.createTextNode(""), change = document.createTextNode("");
    const holder = html("span", { class: "tl-delta" }, change);
    return { node: html("td", {}, html("span", { class: "tr-value" }, value), holder), value, change, holder };
  };
  const rows = [...names.keys(), tiers].map((tier) => {
    const whole = tier === tiers;
    const mark = whole
      ? [texts.all]
      : [paint(html("span", { class: "tl-swatch" }), colours[tier]), html("b", {}, names[tier])];
    if (!whole && titles[tier] && titles[tier] !== names[tier]) mark.push(html("span", { class: "tr-title" }, titles[tier]));
    const cells = [pair(), ...columns.map(pair)];
    (whole ? end : body).append(html("tr", {}, html("th", { scope: "row" }, ...mark), ...cells.map((cell) => cell.node)));
    return cells;
  });
  const caption = html("caption", {}, texts.table);
  const few = columns.length < 4 ? " tr-few" : "";
  const table = html("table", { class: "tl-table tr-table" + few }, caption, html("thead", {}, top), body, end);

  function show(cell, shown, change, better) {
    say(cell.value, shown);
    say(cell.change, change);
    cell.holder.className = "tl-delta " + (better > 0 ? "tl-up" : better < 0 ? "tl-down" : "tl-zero");
  }

  function showFigures(cells, column, place, now, before, accounts) {
    const grew = now - before;
    if (column.kind === "share") {
      const part = accounts ? (100 * grew) / accounts : 0;
      return show(cells[place], share(now, accounts), signed(fixed(part, 1)), Math.abs(part) < 0.05 ? 0 : part);
    }
    const change = signed(write(column, grew));
    const better = column.kind === "hours" ? -grew : grew; // hours cost, here as in every panel
    show(cells[place], write(column, now), change, /[1-9]/.test(change) ? better : 0);
  }

  function update(lines, baseline, found, accounts) {
    for (let tier = 0; tier <= tiers; tier++) {
      const cells = rows[tier], line = lines[tier], was = baseline[tier];
      if (line === undefined) show(cells[0], tier === tiers ? "" : NOTHING, "", 0);
      else {
        show(cells[0], points(line), was === undefined ? "" : line === was ? "0" : signed(points(line - was)), 0);
        if (line !== was) cells[0].holder.className = "tl-delta tr-plain";
      }
      columns.forEach((column, place) => {
        const of = (figures) => total(column, place, tier, figures);
        showFigures(cells, column, place + 1, of(found.totals), of(found.base), accounts);
      });
    }
  }

  // of one tier, or of all when `tier` is one past the last
  function total(column, place, tier, figures) {
    const from = tier === tiers ? 0 : tier, upTo = tier === tiers ? tiers : tier + 1;
    let sum = 0;
    for (let one = from; one < upTo; one++) {
      const accounts = figures[one * kinds];
      if (column.kind === "hours") sum += accounts * hours[one];
      else sum += column.kind === "measure" ? figures[one * kinds + place - 1] : accounts;
    }
    return sum;
  }

  return { root: html("div", { class: "tl-scroll" }, table), update };
}
