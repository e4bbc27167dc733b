// One panel: draws the markup it is given, reports what was pressed or typed, sorts and filters small
// tables in place, and saves the files it is sent. No figures are worked out here.

import { lifelineOf } from "../lifeline/script/lifeline.js";
import { lock, unlock } from "../lifeline/script/lock.js";
import { isUnrecorded, makeOffered, typedInto, valueOf } from "../lifeline/script/offered.js";
import { makeTyped } from "../lifeline/script/typed.js";

const MADE_ON = "tl-made-on"; // told when what is typed on has changed
const GROUND = Symbol.for("tierline.made-on");

function keyOf(node) {
  if (node.dataset.enter) return node.dataset.enter + "\u0000" + node.dataset.name;
  return node.dataset.key || (node.dataset.act ? node.dataset.act + "\u0000" + (node.dataset.value || "") : "");
}

// what was pressed is gone: what was done, or else the panel's title, keeps the reader's place; where the
// whole panel is gone, what came instead of it
function stay(el) {
  const place = el.querySelector(".tl-notice") || el.querySelector("h2");
  if (!place) return document.querySelector(".tl [data-first]")?.focus();
  place.tabIndex = -1;
  place.dataset.key = "kept\u0000place"; // drawn again, the place is looked for anew
  place.focus({ preventScroll: true });
}

function draw(el, html) {
  const held = el.contains(document.activeElement) ? document.activeElement : null;
  const key = held ? keyOf(held) : "";
  // what was typed and not yet sent stays; what was sent is shown as it was taken
  const box = held && held.matches("input:not([type=checkbox]),textarea");
  const own = box && held.dataset.sent !== held.value && held.value !== held.defaultValue;
  const typed = own ? { text: held.value, at: held.selectionStart } : null;
  const whole = box && held.selectionStart === 0 && held.selectionEnd === held.value.length; // as Tab leaves it
  const drawn = el.dataset.drawn && !el.querySelector(".tl-waiting");
  const free = held || document.activeElement === document.body; // nobody is at work in another pane
  const first = el.querySelector("[data-first]");
  el.innerHTML = html;
  el.dataset.drawn = "yes";
  const fresh = el.querySelector("[data-first]"); // where the reader goes on as soon as it is there
  if (fresh && drawn && free && first?.dataset.first !== fresh.dataset.first) return fresh.focus();
  if (!key) return;
  const again = [...el.querySelectorAll("[data-act],[data-key],[data-enter]")].find((node) => keyOf(node) === key);
  if (!again) return stay(el);
  const kept = typed && again.tagName === held.tagName;
  if (kept) again.value = typed.text;
  again.focus();
  if (kept && typed.at !== null) again.setSelectionRange(typed.at, typed.at);
  else if (whole && again.matches("input,textarea")) again.select();
}

function compare(a, b) {
  const x = Number(a), y = Number(b);
  if (a !== "" && b !== "" && !Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  return String(a).localeCompare(String(b));
}

function sortTable(button) {
  const head = button.closest("th");
  const table = head.closest("table");
  const place = [...head.parentNode.children].indexOf(head);
  const down = head.getAttribute("aria-sort") !== "descending";
  for (const other of head.parentNode.children) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const body = table.tBodies[0];
  const value = (row) => row.cells[place].dataset.v ?? row.cells[place].textContent;
  [...body.rows].sort((a, b) => (down ? -1 : 1) * compare(value(a), value(b))).forEach((row) => body.append(row));
}

function filterTable(input) {
  const needle = input.value.trim().toLowerCase();
  const table = input.closest("section").querySelector("table.tl-table");
  for (const row of table.tBodies[0].rows) row.hidden = !row.textContent.toLowerCase().includes(needle);
}

function save(name, type, buffer) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([buffer], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// prints a page of its own from a frame that runs nothing and asks for nothing
function printPage(page) {
  document.querySelectorAll("iframe.tl-paper").forEach((old) => old.remove());
  const frame = document.createElement("iframe");
  frame.className = "tl-paper";
  frame.setAttribute("aria-hidden", "true");
  frame.sandbox = "allow-same-origin allow-modals";
  frame.style.cssText = "position:absolute;width:0;height:0;border:0;visibility:hidden";
  frame.srcdoc = page;
  frame.onload = () => frame.contentWindow.print();
  document.body.append(frame);
}

// while a slider is held it must not be drawn anew; what it changes is
function drawLive(el, html) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  for (const part of fresh.content.querySelectorAll("[data-live]")) {
    const shown = el.querySelector(`[data-live="${CSS.escape(part.dataset.live)}"]`);
    if (shown && shown.outerHTML !== part.outerHTML) shown.replaceWith(part.cloneNode(true));
  }
}

function speak(el) {
  const part = el.querySelector("[data-page-language]");
  if (!part) return;
  const language = part.dataset.pageLanguage;
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = part.dataset.pageTitle;
  const address = new URL(window.location.href);
  if (document.body.classList.contains("tl-app") && address.searchParams.get("lang") !== language) {
    address.searchParams.set("lang", language);
    window.history.replaceState(null, "", address);
  }
}

// the address names what is shown, so that it can be passed on and opened again
function keepAddress(el) {
  const part = el.querySelector("[data-page-address]");
  if (!part || !document.body.classList.contains("tl-app")) return;
  const address = new URL(window.location.href);
  for (const [name, value] of Object.entries(JSON.parse(part.dataset.pageAddress))) {
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
  }
  if (address.href !== window.location.href) window.history.replaceState(null, "", address);
}

// what anything typed on this page is typed on: the pane that knows it says so, maybe before it is on the page
function madeOn() {
  return JSON.parse(document.querySelector("[data-made-on]")?.dataset.madeOn || document[GROUND] || "{}");
}

function render({ model, el }) {
  el.classList.add("tl");
  const line = lifelineOf(model.widget_manager?.kernel);
  const send = (act, value, done) => line.send(model, { act, value: value ?? "" }, done);
  const typedHere = makeTyped(() => el.querySelector("[data-panel]")?.dataset.panel, madeOn);
  const enter = (one) => {
    const kept = one.box === undefined ? null : typedHere.keep(one);
    send(one.act, `${one.name}=${one.value}`, () => typedHere.forget(kept));
  };
  const offered = makeOffered(el, typedHere, enter, send);
  let ground = ""; // what was told last to be typed on
  const show = () => {
    el.lang = model.get("language") === "zh" ? "zh-CN" : "en";
    draw(el, model.get("html"));
    if (model.get("page_head")) speak(el);
    keepAddress(el);
    if (line.silent()) lock(el);
    const stands = el.querySelector("[data-made-on]")?.dataset.madeOn ?? ground;
    if (stands === ground) return offered.show();
    ground = document[GROUND] = stands;
    document.dispatchEvent(new CustomEvent(MADE_ON)); // this pane hears it, too
  };
  let keptInCase = [];
  const keepUnrecorded = () => {
    const boxes = [...el.querySelectorAll("[data-keeps] [data-enter],[data-enter][data-keeps]")];
    keptInCase = boxes.filter(isUnrecorded).map((box) => typedHere.keep(typedInto(box)));
  };
  const onTurn = (silent) => {
    if (!silent) keptInCase.splice(0).forEach(typedHere.forget); // the boxes have it still
    if (!silent) return unlock(el);
    keepUnrecorded();
    lock(el);
  };
  let waiting = 0;
  let typed = null; // act and value of a box, not sent yet
  const hand = () => {
    clearTimeout(waiting);
    if (!typed) return;
    const [act, value] = typed;
    typed = null;
    send(act, value);
  };
  // a button must not be drawn anew between being pressed and let go: its press would be lost
  let pressed = false;
  let late = false;
  const showSoon = () => {
    line.hear();
    if (!pressed) return show();
    late = true;
    drawLive(el, model.get("html"));
  };
  const onPress = () => (pressed = true);
  const onLetGo = () => {
    if (!pressed) return;
    pressed = false;
    setTimeout(() => late && !pressed && ((late = false), show()));
  };
  const onKey = (event) => {
    const { target } = event;
    if (event.key === "Escape" && target.matches?.("[data-enter]") && el.contains(target)) {
      target.value = target.defaultValue;
      return;
    }
    if (event.key === "Escape" && target.matches?.("input[data-own]") && el.contains(target)) {
      target.value = target.dataset.own; // tried values give way to what is stored
      target.dispatchEvent(new Event("input", { bubbles: true }));
      return;
    }
    if (event.key === "Enter" && target.matches?.("input[data-then]") && el.contains(target)) {
      setTimeout(() => send(target.dataset.then)); // after the box has sent what was typed
      return;
    }
    if (!(event.ctrlKey || event.metaKey) || event.altKey || target.closest?.("input,textarea,select")) return;
    const wanted = (event.shiftKey ? "shift+" : "") + event.key.toLowerCase();
    const button = el.querySelector(`[data-hotkey="${CSS.escape(wanted)}"]:not([disabled])`);
    if (!button) return;
    event.preventDefault();
    button.click();
  };
  const onClick = (event) => {
    const node = event.target.closest("button[data-act],a[data-act],button[data-sort]");
    if (!node || !el.contains(node)) return;
    if (!node.dataset.act) return sortTable(node);
    event.preventDefault();
    if (line.silent()) return;
    hand();
    send(node.dataset.act, node.dataset.value);
  };
  const onChange = (event) => {
    const { target } = event;
    if (target.matches("select[data-act]")) send(target.dataset.act, target.value);
    if (!target.matches("[data-enter]")) return;
    target.dataset.sent = target.value;
    enter(typedInto(target) || { act: target.dataset.enter, name: target.dataset.name, value: valueOf(target) });
  };
  const onInput = (event) => {
    if (event.target.matches("input[data-filter]")) filterTable(event.target);
    if (!event.target.matches("input[data-act]")) return;
    const { act } = event.target.dataset;
    if (typed && typed[0] !== act) hand();
    const slides = event.target.type === "range"; // it is followed while it moves
    if (slides && typed) return (typed = [act, event.target.value]);
    clearTimeout(waiting);
    typed = [act, event.target.value];
    waiting = setTimeout(hand, slides ? 60 : 180);
  };
  const onEnter = (event) => { // Enter in a box presses the button of its form
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("[data-go] input")) return;
    event.preventDefault();
    hand();
    send(event.target.closest("[data-go]").dataset.go);
  };
  // "done" was read by whoever presses something else, on this pane or another
  const onElsewhere = (event) => {
    const node = event.target.closest?.("button,a,summary");
    if (!node || (el.contains(node) && node.dataset.act)) return;
    if (el.querySelector(":scope>.tl-notice.tl-good")) send("told");
  };
  // some panes work on only while somebody can see the page
  const tellSight = () => {
    if (el.querySelector("[data-in-sight]")) send("in-sight", document.hidden ? "" : "yes");
  };
  const onMessage = (message, buffers) => {
    line.hear();
    if (message.save) save(message.save.name, message.save.type, buffers[0]);
    if (message.print) printPage(message.print);
  };
  el.addEventListener("click", onClick);
  el.addEventListener("change", onChange);
  el.addEventListener("input", onInput);
  el.addEventListener("keydown", onEnter);
  el.addEventListener("pointerdown", onPress);
  window.addEventListener("pointerup", onLetGo);
  window.addEventListener("pointercancel", onLetGo);
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onElsewhere);
  document.addEventListener("visibilitychange", tellSight);
  document.addEventListener(MADE_ON, offered.show);
  window.addEventListener("pagehide", keepUnrecorded);
  const leave = line.follow(model, onTurn);
  model.on("change:html", showSoon);
  model.on("msg:custom", onMessage);
  show();
  if (el.querySelector(".tl-waiting")) send("seen"); // drawn once it is on the page
  tellSight();
  if (model.get("page_head")) document.querySelectorAll(".tl-first").forEach((drawn) => drawn.remove());
  return () => {
    clearTimeout(waiting);
    window.removeEventListener("pointerup", onLetGo);
    window.removeEventListener("pointercancel", onLetGo);
    document.removeEventListener("keydown", onKey);
    document.removeEventListener("click", onElsewhere);
    document.removeEventListener("visibilitychange", tellSight);
    document.removeEventListener(MADE_ON, offered.show);
    window.removeEventListener("pagehide", keepUnrecorded);
    leave();
    model.off("change:html", showSoon);
    model.off("msg:custom", onMessage);
  };
}

export default { render };
