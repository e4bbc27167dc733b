// Whether a page's kernel still answers: one watch for all widgets on it, each of which is a script of its own.
//
// A kernel is gone for good when its connection says so, when it takes its leave (a page left alone is closed
// in its time), or when the server does not know it any more. It is silent for now when a press is not
// answered, the connection is lost or being made again, or the server cannot be reached: whatever the kernel
// says takes that back, so that a press that got lost shuts no page whose kernel lives. A kernel that is at work
// is not silent: the press waits for its turn.

import { showBanner } from "./banner.js";

const PATIENCE = 10000; // milliseconds a press waits for a sign of life
const AWAY = 4000; // milliseconds a lost connection has to come back
const EVERY = 15000; // milliseconds between two questions to the server, while the page is in sight
const SOON = 2000; // milliseconds after a question that reached nobody
const UNREACHED = "unreached", UNKNOWN = "unknown"; // beside the states that the server tells
const ALL = Symbol.for("tierline.lifelines");

/** The watch over `kernel`, as the page's connection knows it; undefined where nothing tells of it. */
export function lifelineOf(kernel) {
  const all = (document[ALL] ||= new Map()), name = kernel ?? ""; // a kernel started anew has another connection
  const some = (how) => [...all.values()].some((one) => one[how]());
  const changed = () => showBanner(["silent", "working"].find(some));
  const end = () => {
    all.delete(name);
    changed();
  };
  if (!all.has(name)) all.set(name, makeLifeline(kernel, changed, end));
  return all.get(name);
}

/** Watch over `kernel`; `changed` is called when it falls silent, works on or answers, `end` when nobody follows. */
export function makeLifeline(kernel, changed, end = () => {}) {
  const followers = new Map(), missing = new Set(); // who is told, and of which model
  let gone = false, atWork = false, pressed = 0, away = 0, next = 0, asking = false, unreached = 0, unknown = 0;

  const silent = () => gone || missing.size > 0;
  const working = () => atWork && !silent(); // on something else than what was pressed

  function turn(act) {
    const before = silent(), worked = working();
    act();
    if (silent() !== before) for (const follower of followers.keys()) follower(silent());
    if (silent() !== before || working() !== worked) changed();
  }

  const miss = (what) => turn(() => missing.add(what));
  const meet = (what) => turn(() => missing.delete(what));
  const leaveForGood = () => turn(() => (gone = true));

  function hear() {
    clearTimeout(pressed);
    pressed = 0;
    turn(() => {
      missing.clear();
      atWork = false;
    });
  }

  const isBusy = (told) => kernel?.connectionStatus === "connected" && (kernel.status === "busy" || told === "busy");

  function workOn() {
    turn(() => {
      missing.delete("answer");
      atWork = true;
    });
    clearTimeout(pressed);
    pressed = setTimeout(onUnanswered, PATIENCE);
  }

  // a press has waited: at work on something else, the kernel comes to it
  async function onUnanswered() {
    const mine = pressed;
    const told = isBusy() || !address() ? "" : await stateTold(AWAY);
    if (pressed !== mine) return; // something was heard
    if (isBusy(told)) return workOn();
    pressed = 0;
    miss("answer");
  }

  // -- what the connection tells ----------------------------------------------------------------------

  function onConnection() {
    if (!kernel) return;
    const { isDisposed, status, connectionStatus } = kernel;
    if (isDisposed || status === "dead") return leaveForGood();
    if (connectionStatus === "connecting") return void (away ||= setTimeout(() => miss("connection"), AWAY));
    clearTimeout(away);
    away = 0;
    if (connectionStatus === "disconnected") return miss("connection"); // a notebook can connect it again
    meet("connection");
  }

  function onMessage(_kernel, message) {
    if (message.header.msg_type === "shutdown_reply" && !message.content.restart) return leaveForGood();
    hear(); // connected again, a kernel is asked who it is: it says something though nobody can press
  }

  // -- what the server tells --------------------------------------------------------------------------

  const inApp = () => document.body.classList.contains("tl-app");

  // Only the apps' own server is asked: a notebook's may be anywhere, and ask for more than a page has.
  function address() {
    const base = inApp() && kernel?.serverSettings?.baseUrl;
    return base ? `${base}api/kernels/${encodeURIComponent(kernel.id)}` : "";
  }

  /** What the server says of the kernel within `limit` milliseconds; "" for an answer that says nothing of it. */
  async function stateTold(limit) {
    let answer;
    try { // a page to log in at, of another server, is no failure to reach this one
      answer = await fetch(address(), { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(limit) });
    } catch {
      return UNREACHED;
    }
    if (answer.status === 404) return UNKNOWN;
    try {
      return (answer.ok && (await answer.json()).execution_state) || "";
    } catch { // a page instead
      return "";
    }
  }

  // The question is no work of the kernel's and keeps it from nothing. A server or proxy in trouble, or one that
  // wants a login, says nothing of the kernel: whether the connection holds is told by the connection.
  async function ask() {
    clearTimeout(next);
    if (asking || !address() || gone || document.hidden || !followers.size) return;
    asking = true;
    const told = await stateTold(EVERY);
    asking = false;
    if (!followers.size) return;
    unreached = told === UNREACHED ? unreached + 1 : 0;
    unknown = told === UNKNOWN ? unknown + 1 : 0;
    if (told === "dead" || unknown > 1 || (unknown && missing.has("connection"))) return leaveForGood();
    if (unreached > 1) miss("server");
    if (!unreached) meet("server");
    if (missing.has("answer") && isBusy(told)) workOn();
    next = setTimeout(ask, unreached || unknown ? SOON : EVERY);
  }

  // -- what a widget does -----------------------------------------------------------------------------

  function follow(model, follower) {
    if (!followers.size) begin();
    followers.set(follower, model);
    model.on("comm:close", onConnection);
    if (silent()) follower(true);
    return () => {
      followers.delete(follower);
      model.off("comm:close", onConnection);
      if (!followers.size) stop();
    };
  }

  /** Send for a widget; `done` is called when the kernel is through with it. */
  function send(model, content, done = () => {}) {
    pressed ||= setTimeout(onUnanswered, PATIENCE);
    const onStatus = (message) => {
      hear();
      if (message?.content?.execution_state === "idle") done();
    };
    try {
      model.send(content, { iopub: { status: onStatus }, shell: { reply: hear } });
    } catch (error) { // the channel is closed
      console.warn(error);
      if (inApp()) leaveForGood();
      else for (const [follower, of] of followers) if (of === model) follower(true); // others may be drawn anew
    }
    onConnection();
  }

  function begin() {
    kernel?.statusChanged?.connect(onConnection);
    kernel?.connectionStatusChanged?.connect(onConnection);
    kernel?.iopubMessage?.connect(onMessage);
    document.addEventListener("visibilitychange", ask);
    window.addEventListener("online", ask);
    window.addEventListener("offline", ask);
    next = setTimeout(ask, EVERY);
    onConnection();
  }

  function stop() {
    for (const timer of [pressed, away, next]) clearTimeout(timer);
    pressed = away = 0;
    kernel?.statusChanged?.disconnect(onConnection);
    kernel?.connectionStatusChanged?.disconnect(onConnection);
    kernel?.iopubMessage?.disconnect(onMessage);
    document.removeEventListener("visibilitychange", ask);
    window.removeEventListener("online", ask);
    window.removeEventListener("offline", ask);
    end();
  }

  return { follow, send, hear, silent, working };
}
