// How figures are written and typed: thousands separated, a true minus, hundredths as two decimals.

export const MINUS = "\u2212";
export const NOTHING = "\u2013";
const HUNDRED = 10000;

/** Write a whole number with thousands separated: 12,345. */
export function integer(value) {
  const digits = String(Math.abs(value));
  let shown = "";
  for (let end = digits.length; end > 0; end -= 3) shown = digits.slice(Math.max(end - 3, 0), end) + (shown && ",") + shown;
  return value < 0 ? MINUS + shown : shown;
}

/** Write `value` with `decimals`, rounded as the engine's language rounds: exact halves to the even digit. */
export function fixed(value, decimals) {
  const scaled = Math.abs(value) * 10 ** decimals;
  const half = scaled - Math.floor(scaled) === 0.5 && Number.isInteger(value * 2 ** (decimals + 1));
  const even = half && Math.floor(scaled) % 2 === 0;
  const shown = (even ? Math.floor(scaled) / 10 ** decimals : Math.abs(value)).toFixed(decimals);
  const [whole, part] = shown.split(".");
  return (value < 0 ? MINUS : "") + integer(Number(whole)) + (part ? "." + part : "");
}

/** Put the sign before a change; a change that is written as zero has none. */
export function signed(shown) {
  if (!/[1-9]/.test(shown)) return shown.replace(MINUS, "");
  return shown.startsWith(MINUS) ? shown : "+" + shown;
}

/** Write `part` of `whole` in per cent with one decimal; a dash when there is no whole. */
export function share(part, whole) {
  return whole ? fixed((100 * part) / whole, 1) + "\u202f%" : NOTHING;
}

/** Write hundredths of a point: 8350 is 83.50. */
export function points(hundredths) {
  const size = Math.abs(hundredths);
  return (hundredths < 0 ? MINUS : "") + Math.floor(size / 100) + "." + String(size % 100).padStart(2, "0");
}

/** Read typed points as hundredths; null when it is no number of at most two decimals within the scale. */
export function readPoints(typed) {
  const plain = typed.normalize("NFKC").trim().replace("\u3002", ".").replace(",", ".");
  const found = /^(\d{1,3})(?:\.(\d{0,2}))?$/.exec(plain);
  if (!found) return null;
  const value = Number(found[1]) * 100 + Number((found[2] || "").padEnd(2, "0"));
  return value > 0 && value <= HUNDRED ? value : null;
}

/** Put figures and names into a sentence's {places}. */
export function fill(sentence, places) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in places ? String(places[name]) : whole));
}
