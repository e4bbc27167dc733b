// While nothing answers, nothing can be pressed or typed in vain: the controls of a pane are shut, and look so.

const SHUT = "button,input,select,textarea";
const OWN = "[data-sort]:not([data-act]),[data-filter]:not([data-act])"; // need nobody: they work on what is shown
const TEXT = "textarea,input:not([type=checkbox]):not([type=radio]):not([type=range])";

/** Shut the controls in `el`; what was typed into a box stays, and can be copied. */
export function lock(el) {
  el.classList.add("tl-locked");
  for (const node of el.querySelectorAll(SHUT)) {
    const how = node.matches(TEXT) ? "readOnly" : "disabled";
    if (node[how] || node.matches(OWN)) continue;
    node[how] = true;
    node.dataset.locked = how;
  }
}

/** Open again what was shut. */
export function unlock(el) {
  el.classList.remove("tl-locked");
  for (const node of el.querySelectorAll("[data-locked]")) {
    node[node.dataset.locked] = false;
    delete node.dataset.locked;
  }
}
