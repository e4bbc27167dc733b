// Whether a page's kernel still answers: one watch for all widgets on it, each of which is a script of its own.
//
// A kernel is gone for good when its connection says so, when it takes its leave (a page left alone is closed
// in its time), or when the server does not know it any more. It is silent for now when a press is not
// answered, the connection is lost or being made again, or the server cannot be reached: whatever the kernel
// says takes that back, so that a press that got lost shuts no page whose kernel lives.

import { showBanner } from "./banner.js";

const PATIENCE = 10000; // milliseconds a press waits for a sign of life
const AWAY = 4000; // milliseconds a lost connection has to come back
const EVERY = 15000; // milliseconds between two questions to the server, while the page is in sight
const SOON = 2000; // milliseconds after a question that reached nobody
const UNKNOWN = [403, 404, 410]; // the server's answers about a kernel that is not there, or nobody's any more
const ALL = Symbol.for("tierline.lifelines");

/** The watch over `kernel`, as the page's connection knows it; undefined where nothing tells of it. */
export function lifelineOf(kernel) {
  const all = (document[ALL] ||= new Map()), name = kernel ?? ""; // a kernel started anew has another connection
  const changed = () => showBanner([...all.values()].some((one) => one.silent()));
  const end = () => {
    all.delete(name);
    changed();
  };
  if (!all.has(name)) all.set(name, makeLifeline(kernel, changed, end));
  return all.get(name);
}

/** Watch over `kernel`; `changed` is called when it falls silent or answers again, `end` when nobody follows. */
export function makeLifeline(kernel, changed, end = () => {}) {
  const followers = new Map(), missing = new Set(); // who is told, and of which model
  let gone = false, pressed = 0, away = 0, next = 0, unheard = 0;

  const silent = () => gone || missing.size > 0;

  function turn(act) {
    const before = silent();
    act();
    if (silent() === before) return;
    for (const follower of followers.keys()) follower(silent());
    changed();
  }

  const miss = (what) => turn(() => missing.add(what));
  const meet = (what) => turn(() => missing.delete(what));
  const leaveForGood = () => turn(() => (gone = true));

  function hear() {
    clearTimeout(pressed);
    pressed = 0;
    turn(() => missing.clear());
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

  // The question is no work of the kernel's and keeps it from nothing. Only the apps' own server is asked: a
  // notebook's may be anywhere, and ask for more than a page has.
  async function ask() {
    clearTimeout(next);
    const base = inApp() && kernel?.serverSettings?.baseUrl;
    if (!base || gone || document.hidden || !followers.size) return;
    try {
      const limit = AbortSignal.timeout(EVERY);
      const answer = await fetch(`${base}api/kernels/${encodeURIComponent(kernel.id)}`, { cache: "no-store", signal: limit });
      const dead = UNKNOWN.includes(answer.status) || (answer.ok && (await answer.json()).execution_state === "dead");
      if (dead) return leaveForGood();
      unheard = answer.status < 500 ? 0 : unheard + 1;
    } catch { // nobody was reached
      unheard += 1;
    }
    if (unheard > 1) miss("server");
    if (!unheard) meet("server");
    clearTimeout(next);
    next = setTimeout(ask, unheard ? SOON : EVERY);
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
    pressed ||= setTimeout(() => miss("answer"), PATIENCE);
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
    kernel?.statusChanged?.disconnect(onConnection);
    kernel?.connectionStatusChanged?.disconnect(onConnection);
    kernel?.iopubMessage?.disconnect(onMessage);
    document.removeEventListener("visibilitychange", ask);
    window.removeEventListener("online", ask);
    window.removeEventListener("offline", ask);
    end();
  }

  return { follow, send, hear, silent };
}
