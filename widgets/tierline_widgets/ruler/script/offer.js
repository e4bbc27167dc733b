// A move that an earlier page could not deliver: told, and put back only on what it was made on.

import { button, html } from "./elements.js";
import { fill, points } from "./numbers.js";

/** Offer what `undelivered` finds, in words of `model`; `putBack` is called with the lines that are wanted. */
export function makeOffer(model, undelivered, putBack) {
  const root = html("p", { class: "tl-notice tl-good tr-kept", role: "status", hidden: "" });
  let offered = null;

  /** Offer what there is on what is shown now. */
  function look() {
    offered = undelivered.found();
    show();
  }

  /** Say it, in the reader's language of now. */
  function show() {
    root.hidden = !offered;
    if (!offered) return root.replaceChildren();
    const texts = model.get("texts"), { lines, from, fits } = offered;
    const told = model
      .get("tier_names")
      .slice(0, -1)
      .map((tier, which) => ({ tier, line: lines[which], was: from[which] }))
      .filter(({ line, was }) => line !== was)
      .map(({ tier, line }) => fill(texts.kept_line, { tier, line: points(line) }));
    const steps = html("span", { class: "tr-steps" });
    if (fits) steps.append(button(texts.put_back, () => putBack(lines), { class: "tl-button" }));
    steps.append(button(fits ? texts.leave : texts.noted, withdraw, { class: "tl-button" }));
    root.replaceChildren(fill(fits ? texts.kept : texts.kept_late, { moves: told.join(texts.and) }) + " ", steps);
  }

  /** Take the offer away, and what it was made of. */
  function withdraw() {
    if (!offered) return;
    offered = null;
    undelivered.forget();
    show();
  }

  return { root, look, show, withdraw };
}
