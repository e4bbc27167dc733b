// While nothing answers, nothing can be pressed or typed in vain: the controls of a pane are shut, and look so.

const SHUT = "button,input,select,textarea,a[data-act]";
const OWN = "[data-sort]:not([data-act]),[data-filter]:not([data-act])"; // need nobody: they work on what is shown
const TEXT = "textarea,input:not([type=checkbox]):not([type=radio]):not([type=range])";
const places = new WeakMap(); // what had the focus in a pane: what is shut loses it

/** Shut the controls in `el`; what was typed into a box stays, and can be copied. */
export function lock(el) {
  el.classList.add("tl-locked");
  if (el.contains(document.activeElement)) places.set(el, document.activeElement);
  for (const node of el.querySelectorAll(SHUT)) {
    const how = node.matches("a") ? "aria-disabled" : node.matches(TEXT) ? "readonly" : "disabled";
    if (node.hasAttribute(how) || node.matches(OWN)) continue;
    node.setAttribute(how, how === "aria-disabled" ? "true" : "");
    node.dataset.locked = how;
  }
}

/** Open again what was shut, and give the focus back to what had it. */
export function unlock(el) {
  el.classList.remove("tl-locked");
  for (const node of el.querySelectorAll("[data-locked]")) {
    node.removeAttribute(node.dataset.locked);
    delete node.dataset.locked;
  }
  const held = places.get(el), now = document.activeElement;
  places.delete(el);
  const free = !now || now === document.body || now.closest(".tl-silence"); // else the reader is elsewhere
  if (held && free) held.focus({ preventScroll: true });
}
