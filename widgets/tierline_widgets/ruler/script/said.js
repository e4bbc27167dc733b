// What the ruler says in words: how many accounts, who moves, whether the engine agrees, what is wrong.

import { html, put, say } from "./elements.js";
import { fill, integer } from "./numbers.js";

/** Make the places where it is said, in `texts`. */
export function makeSaid(texts) {
  const id = "tr" + Math.random().toString(36).slice(2);
  const notice = html("p", { class: "tl-notice tr-notice", role: "alert", id, hidden: "" });
  const moved = html("span", { class: "tr-moved" }), state = html("span", { class: "tr-state" });
  const spoken = html("span", { class: "tr-spoken", role: "status" });
  const hint = html("p", { class: "tl-hint" }), blank = html("p", { class: "tr-blank", hidden: "" });
  const row = html("div", { class: "tr-said" }, moved, state, spoken);

  /** How far the engine is with what is shown: "none", "live", "waiting", "exact" or "differs". */
  function showState(name) {
    put(state, "data-state", name);
    say(state, texts["state_" + name]);
  }

  /** Say what is wrong; an empty text takes it away. */
  function showNotice(words) {
    say(notice, words);
    notice.hidden = !words;
  }

  /** Say who changes tier. */
  function showMoved({ up, down }) {
    const places = { moved: integer(up + down), up: integer(up), down: integer(down) };
    say(moved, up + down ? fill(texts.moved, places) : texts.nobody);
  }

  /** Say what is counted; in place of the picture, why there is none. */
  function showGround(index, trouble, problem) {
    showNotice(trouble || problem);
    const words = trouble || !index ? (trouble ? "" : texts.counting) : index.accounts ? "" : texts.nobody_here;
    say(blank, words);
    blank.hidden = !words;
    say(hint, index && index.accounts ? fill(texts.hint, { accounts: integer(index.accounts) }) : "");
  }

  /** Say whether the engine counts the same for these movers. */
  function showAgreed(same, { up, down }) {
    showState(same ? "exact" : "differs");
    const places = { line: "", moved: integer(up + down) };
    say(spoken, same ? fill(texts.spoken_exact, places) : texts.state_differs);
    if (!same) showNotice(texts.differs);
  }

  return { id, notice, hint, blank, row, showState, showNotice, showMoved, showGround, showAgreed };
}
