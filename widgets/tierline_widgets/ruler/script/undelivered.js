// A move that was let go of is kept in this browser until the engine has answered it: where the lines were put
// and what they were moved on, nothing of any customer. Lost on the way, it is offered on reopening.

const NAMED = "tierline.move.";

/** Keep the moves of `model`, whose `made_on` says what they are made on; without that nothing is kept. */
export function makeUndelivered(model, store = () => window.localStorage) {
  let sent = "", seen = ""; // what was kept from here, and what an earlier page left: another tab's stays

  // a browser may refuse its store, by setting or for want of room
  function attempt(act) {
    const { where } = model.get("made_on") || {};
    if (!where) return null;
    try {
      return act(store(), NAMED + where);
    } catch (error) {
      console.warn(error);
      return null;
    }
  }

  /** Keep a move; tells whether that was possible. */
  function keep(lines) {
    const written = JSON.stringify({ on: model.get("made_on")?.on, from: model.get("lines"), lines: [...lines] });
    const kept = attempt((held, name) => (held.setItem(name, written), true));
    if (kept) sent = written;
    return Boolean(kept);
  }

  /** Forget what was kept or found here: it was answered, or is unwanted. */
  function forget() {
    attempt((held, name) => [sent, seen].includes(held.getItem(name)) && held.removeItem(name));
    sent = seen = "";
  }

  /** What was kept by a page before this one: `{lines, from, fits}`; null for nothing that is not there already. */
  function found() {
    const written = attempt((held, name) => held.getItem(name));
    if (!written || written === sent) return null;
    const kept = read(written), now = model.get("lines");
    seen = written;
    if (!kept || kept.lines.every((line, which) => line === now[which])) {
      forget();
      return null;
    }
    return { lines: kept.lines, from: kept.from, fits: kept.on === model.get("made_on").on };
  }

  function read(written) {
    const count = model.get("lines").length;
    const whole = (lines) => Array.isArray(lines) && lines.length === count && lines.every(Number.isInteger);
    try {
      const kept = JSON.parse(written);
      return kept && whole(kept.lines) && whole(kept.from) ? kept : null;
    } catch {
      return null;
    }
  }

  return { keep, forget, found };
}
