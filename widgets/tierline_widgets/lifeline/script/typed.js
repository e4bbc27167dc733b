// What was typed into a box marked `data-keeps` is kept in this browser until the engine has answered it: the
// name of the box and what was typed, nothing of any customer. Lost on the way, it is offered on reopening.

import { makeDrawer } from "./drawer.js";

const NAMED = "tierline.typed.";

/** Keep what is typed into the pane `panel()`; `madeOn()` says what it is typed on, without that nothing is kept. */
export function makeTyped(panel, madeOn, drawer = makeDrawer()) {
  const sent = new Map(); // what was kept from here, by its name

  const under = () => {
    const { where } = madeOn();
    return where ? `${NAMED}${where}.${panel()}.` : "";
  };

  /** Keep one thing typed, `{act, name, value, box, way}`; tells what to forget once it is answered, or null. */
  function keep({ act, name, value, box, way = "" }) {
    const start = under();
    if (!start) return null;
    const kept = { name: `${start}${act}.${name}`, text: "" };
    kept.text = JSON.stringify({ act, name, value, box, way, on: madeOn().on, at: Date.now() });
    if (!drawer.put(kept.name, kept.text)) return null;
    sent.set(kept.name, kept.text);
    return kept;
  }

  /** Forget what was kept or found, where it lies: it was answered, or is unwanted. */
  function forget(kept) {
    if (!kept) return;
    drawer.drop(kept.name, kept.text);
    if (sent.get(kept.name) === kept.text) sent.delete(kept.name);
  }

  /** What a page before this one kept, in the order of typing; what `stands` there already is forgotten. */
  function found(stands = () => false) {
    drawer.forgetOld();
    const start = under(), { on } = madeOn(), all = [];
    for (const name of start ? drawer.names(start) : []) {
      const text = drawer.get(name), kept = { name, text };
      if (text === null || sent.get(name) === text) continue;
      const one = read(text);
      if (one && !stands(one)) all.push({ ...one, fits: one.on === on, kept });
      else drawer.drop(name, text);
    }
    return all.sort((one, other) => one.at - other.at);
  }

  return { keep, forget, found };
}

function read(text) {
  try {
    const one = JSON.parse(text);
    const words = ["act", "name", "value", "box", "way", "on"].every((part) => typeof one[part] === "string");
    return words && Number.isFinite(one.at) ? one : null;
  } catch {
    return null;
  }
}
