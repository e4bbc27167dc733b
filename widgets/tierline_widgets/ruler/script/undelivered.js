// A move that was let go of is kept in this browser until the engine has answered it: where the lines were put
// and what they were moved on, nothing of any customer. Lost on the way, it is offered on reopening.

import { makeDrawer } from "../../lifeline/script/drawer.js";

const NAMED = "tierline.move.";

/** Keep the moves of `model`, whose `made_on` says what they are made on; without that nothing is kept. */
export function makeUndelivered(model, drawer = makeDrawer()) {
  let sent = null, seen = null; // what was kept from here, and what an earlier page left: another tab's stays

  // what it is kept under now; once it is answered that may be another, as a first move begins a scenario
  const named = () => {
    const { where } = model.get("made_on") || {};
    return where ? NAMED + where : "";
  };

  const drop = (one) => one && drawer.drop(one.name, one.written);

  /** Keep a move; tells whether that was possible. */
  function keep(lines) {
    const name = named();
    if (!name) return false;
    const made = { on: model.get("made_on").on, from: model.get("lines"), lines: [...lines] };
    const written = JSON.stringify({ ...made, at: Date.now() });
    const kept = drawer.put(name, written);
    if (kept) sent = { name, written };
    return kept;
  }

  /** Forget what was kept or found here, where it was: it was answered, or is unwanted. */
  function forget() {
    drop(sent);
    drop(seen);
    sent = seen = null;
  }

  /** Keep what is still on its way on what there is now: an earlier move from here was answered, and is its ground. */
  function carry() {
    if (!sent) return;
    const { lines } = JSON.parse(sent.written);
    drop(sent);
    sent = null;
    keep(lines);
  }

  /** What was kept by a page before this one: `{lines, from, fits}`; null for nothing that is not there already. */
  function found() {
    drawer.forgetOld();
    const name = named(), written = name && drawer.get(name);
    if (!written || (sent?.name === name && sent.written === written)) return null;
    const kept = read(written), now = model.get("lines");
    seen = { name, written };
    if (!kept || kept.lines.every((line, which) => line === now[which])) {
      drop(seen);
      seen = null;
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

  return { keep, carry, forget, found };
}
