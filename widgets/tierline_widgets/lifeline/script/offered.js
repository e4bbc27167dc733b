// What an earlier page could not deliver of a pane: told, and put back only on what it was typed on.

import { wordsOf } from "./banner.js";

const WAY = "[data-way]"; // of "act=value": how what is typed in it is taken, as the reader chose

const wayOf = (part) => part?.dataset.way ?? "";

/** What a box holds, as it is sent. */
export function valueOf(box) {
  return box.type === "checkbox" ? String(box.checked) : box.value;
}

/** What is sent of a box marked to be kept, its name for the reader and the way it is taken; null for any other. */
export function typedInto(box) {
  if (!box.matches("[data-enter]") || !box.closest("[data-keeps]")) return null;
  const said = box.getAttribute("aria-label") || box.closest("label")?.textContent || "";
  const { enter: act, name } = box.dataset;
  return { act, name, value: valueOf(box), box: said.trim(), way: wayOf(box.closest(WAY)) };
}

/** Whether what a box holds is on record nowhere: neither sent nor drawn, or drawn as waiting for something else. */
export function isUnrecorded(box) {
  if (box.matches("[data-waits]")) return true;
  const drawn = box.type === "checkbox" ? box.checked === box.defaultChecked : box.value === box.defaultValue;
  return !drawn && box.dataset.sent !== box.value;
}

/** Offer in `el` what `typed` finds; `deliver` is called with each thing that is wanted, after `choose` with its way. */
export function makeOffered(el, typed, deliver, choose) {
  const stands = ({ act, name, value }) => {
    const box = el.querySelector(`[data-enter="${CSS.escape(act)}"][data-name="${CSS.escape(name)}"]`);
    return Boolean(box) && same(valueOf(box), value);
  };

  function show() {
    const there = el.querySelector(":scope>.tl-kept");
    const found = typed.found(stands);
    if (!found.length) return there?.remove();
    const fits = found.every((one) => one.fits), texts = wordsOf(el);
    const done = (wanted) => {
      for (const one of found) typed.forget(one.kept);
      show();
      if (wanted) putBack(found);
    };
    const told = found.map(({ box, value }) => {
      const shown = { true: texts.on, false: texts.off }[value] ?? value;
      return texts.box.replace("{box}", () => box).replace("{value}", () => shown);
    });
    const offer = document.createElement("p");
    offer.className = "tl-notice tl-good tl-kept";
    offer.setAttribute("role", "status");
    const said = (fits ? texts.typed : texts.typed_late).replace("{typed}", () => told.join(texts.and));
    offer.append(said + " ");
    if (fits) offer.append(button(texts.put_back, "put-back", () => done(true)), " ");
    offer.append(button(fits ? texts.leave : texts.noted, "leave", () => done(false)));
    if (there) there.replaceWith(offer);
    else el.prepend(offer);
  }

  function putBack(found) {
    let now = wayOf(el.querySelector(WAY));
    for (const one of found) {
      if (one.way && one.way !== now) choose(...one.way.split("="));
      now = one.way || now;
      deliver(one);
    }
  }

  return { show };
}

// a figure may be written otherwise than it was typed
function same(shown, typed) {
  return shown === typed || (shown.trim() !== "" && typed.trim() !== "" && Number(shown) === Number(typed));
}

function button(title, key, pressed) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "tl-button";
  made.dataset.key = `kept\u0000${key}`; // drawn anew, it keeps the reader's place
  made.textContent = title;
  made.addEventListener("click", pressed);
  return made;
}
