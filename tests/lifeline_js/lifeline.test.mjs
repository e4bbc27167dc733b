// A page says by itself that its kernel is gone or silent, whatever tells it, and takes back what proves untrue.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { lifelineOf, makeLifeline } from "../../widgets/tierline_widgets/lifeline/script/lifeline.js";

function signal() {
  const ears = new Set();
  return {
    ears,
    connect: (ear) => ears.add(ear),
    disconnect: (ear) => ears.delete(ear),
    emit: (from, told) => [...ears].forEach((ear) => ear(from, told)),
  };
}

function connection() {
  return {
    id: "one of them",
    isDisposed: false,
    status: "idle",
    connectionStatus: "connected",
    serverSettings: { baseUrl: "/base/" },
    statusChanged: signal(),
    connectionStatusChanged: signal(),
    iopubMessage: signal(),
  };
}

// a page with one widget on it
function opened(kernel = connection()) {
  const told = [], sent = [], said = [];
  const line = makeLifeline(kernel, () => said.push(line.silent() ? "silent" : line.working() ? "working" : ""));
  const model = { on: () => {}, off: () => {}, send: (content, callbacks) => sent.push({ content, callbacks }) };
  const leave = line.follow(model, (silent) => told.push(silent));
  const turn = (part, value) => {
    kernel[part] = value;
    kernel[part === "status" ? "statusChanged" : "connectionStatusChanged"].emit(kernel, value);
  };
  return { kernel, line, model, told, sent, said, leave, turn };
}

let answer; // what the server says of the kernel
let asked;
let kinds; // of the page
const reached = async () => { for (let turns = 0; turns < 10; turns++) await Promise.resolve(); };
const pass = async (time) => {
  mock.timers.tick(time);
  await reached();
};

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  kinds = ["tl-app"];
  const body = { classList: { contains: (kind) => kinds.includes(kind) } };
  globalThis.document = Object.assign(new EventTarget(), { hidden: false, body });
  globalThis.window = new EventTarget();
  answer = () => ({ ok: true, status: 200, json: async () => ({ execution_state: "idle" }) });
  asked = [];
  globalThis.fetch = async (address) => {
    asked.push(address);
    return answer();
  };
});

afterEach(() => mock.timers.reset());

test("a kernel that died is told at once, and once", () => {
  const page = opened();
  page.turn("status", "dead");
  page.turn("connectionStatus", "disconnected");
  page.line.hear(); // a late message of the dead does not raise it
  assert.deepEqual(page.told, [true]);
  assert.equal(page.line.silent(), true);
});

test("a kernel that takes its leave is told at once; one that begins anew is not", () => {
  const page = opened();
  const leaves = (restart) => ({ header: { msg_type: "shutdown_reply" }, content: { restart } });
  page.kernel.iopubMessage.emit(page.kernel, { header: { msg_type: "status" }, content: {} });
  page.kernel.iopubMessage.emit(page.kernel, leaves(true));
  assert.deepEqual(page.told, []);
  page.kernel.iopubMessage.emit(page.kernel, leaves(false));
  assert.deepEqual(page.told, [true]);
});

const says = (status, state) => () => ({ ok: status === 200, status, json: async () => JSON.parse(state) });
const BUSY = '{"execution_state": "busy"}';

test("a kernel that the server knows no more, asked twice, is told without a press", async () => {
  const page = opened();
  await pass(15_000);
  assert.deepEqual(asked, ["/base/api/kernels/one%20of%20them"]);
  answer = says(404, "{}");
  await pass(15_000);
  assert.deepEqual(page.told, []);
  await pass(2_000);
  assert.deepEqual(page.told, [true]);
  await pass(60_000);
  assert.equal(asked.length, 3); // no more questions about what is known
});

test("a kernel unknown once, and known when asked again, is told of to nobody", async () => {
  const page = opened(), there = answer;
  for (let turns = 0; turns < 3; turns++) {
    answer = says(404, "{}");
    await pass(15_000);
    answer = there;
    await pass(2_000);
  }
  assert.deepEqual([asked.length, page.told], [6, []]);
});

test("with the connection lost for seconds, a kernel that is unknown once is gone for good", async () => {
  const page = opened();
  answer = says(404, "{}");
  page.turn("connectionStatus", "connecting");
  await pass(4_000);
  await pass(11_000);
  page.turn("connectionStatus", "connected");
  page.line.hear();
  assert.deepEqual([asked.length, page.told], [1, [true]]);
});

const TROUBLES = [[403, "{}"], [410, "{}"], [500, "{}"], [502, "<html>"], [503, "<html>"], [200, "<html>Log in"], [0, ""]];
for (const [status, text] of TROUBLES) {
  test(`while the connection is open, a server in trouble says nothing of the kernel: ${status} ${text}`, async () => {
    const page = opened();
    answer = says(status, text);
    for (let turns = 0; turns < 8; turns++) await pass(15_000);
    assert.deepEqual([asked.length, page.told], [8, []]);
  });
}

test("a kernel at work on something else shuts nothing: the press waits for its turn, which is said", async () => {
  const page = opened();
  page.turn("status", "busy");
  page.line.send(page.model, { act: "press" });
  await pass(9_000);
  assert.deepEqual(page.said, []);
  for (let turns = 0; turns < 9; turns++) await pass(10_000);
  assert.deepEqual([page.said, page.told], [["working"], []]);
  page.line.send(page.model, { act: "another" }); // nothing keeps it from being sent
  page.sent[0].callbacks.iopub.status({ content: { execution_state: "busy" } });
  assert.deepEqual([page.said, page.told, page.sent.length], [["working", ""], [], 2]);
});

test("the server, too, may tell that a kernel is at work: to a page that came back, or pressed before it knew", async () => {
  const page = opened();
  page.turn("status", "unknown");
  answer = says(200, BUSY);
  page.line.send(page.model, { act: "press" });
  await pass(10_000);
  assert.deepEqual([page.said, page.told], [["working"], []]);

  const late = opened();
  answer = says(200, '{"execution_state": "idle"}');
  late.line.send(late.model, { act: "press" });
  await pass(10_000);
  assert.deepEqual(late.said, ["silent"]);
  answer = says(200, BUSY);
  await pass(5_000);
  assert.deepEqual([late.said, late.told], [["silent", "working"], [true, false]]);
});

test("a kernel that is no longer at work and answers nothing, or whose connection is lost, is silent", async () => {
  for (const [part, value] of [["status", "idle"], ["connectionStatus", "disconnected"]]) {
    const page = opened();
    page.turn("status", "busy");
    page.line.send(page.model, { act: "press" });
    await pass(10_000);
    page.turn(part, value);
    await pass(10_000);
    assert.deepEqual(page.said, ["working", "silent"]);
    page.leave();
  }
});

test("what is heard while the server is asked counts", async () => {
  const page = opened();
  let tell;
  answer = () => new Promise((done) => (tell = done));
  page.line.send(page.model, { act: "press" });
  await pass(10_000);
  page.line.hear();
  tell(says(500, "{}")());
  await reached();
  assert.deepEqual([page.said, page.told], [[], []]);
});

test("the server is not asked while nobody sees the page, and asked at once when somebody does", async () => {
  const page = opened();
  document.hidden = true;
  document.dispatchEvent(new Event("visibilitychange"));
  await pass(60_000);
  assert.deepEqual(asked, []);
  answer = () => ({ ok: true, status: 200, json: async () => ({ execution_state: "dead" }) });
  document.hidden = false;
  document.dispatchEvent(new Event("visibilitychange"));
  await reached();
  assert.deepEqual(page.told, [true]);
});

test("a server that is not reached twice is silence; reached again, it is taken back", async () => {
  const page = opened(), there = answer;
  answer = () => { throw new TypeError("nobody there"); };
  await pass(15_000);
  assert.deepEqual(page.told, []);
  await pass(2_000);
  assert.deepEqual(page.told, [true]);
  answer = there;
  await pass(2_000);
  assert.deepEqual(page.told, [true, false]);
});

test("in a notebook, whose server may be another's, nobody is asked", async () => {
  kinds = [];
  const page = opened();
  answer = () => ({ ok: false, status: 403 });
  await pass(60_000);
  assert.deepEqual([asked, page.told], [[], []]);
});

test("a connection that comes back soon is not told of; one that stays away is, until it is back", async () => {
  const page = opened();
  page.turn("connectionStatus", "connecting");
  await pass(3_000);
  page.turn("connectionStatus", "connected");
  await pass(3_000);
  assert.deepEqual(page.told, []);
  page.turn("connectionStatus", "connecting");
  await pass(4_000);
  assert.deepEqual(page.told, [true]);
  page.turn("connectionStatus", "connected");
  assert.deepEqual(page.told, [true, false]);
});

test("a press that nobody answers is told after ten seconds, and an answer to any widget takes it back", async () => {
  const page = opened();
  let done = 0;
  page.line.send(page.model, { act: "press" }, () => (done += 1));
  await pass(9_000);
  assert.deepEqual(page.told, []);
  await pass(1_000);
  assert.deepEqual(page.told, [true]);
  const { status } = page.sent[0].callbacks.iopub;
  status({ content: { execution_state: "busy" } });
  assert.deepEqual([page.told, done], [[true, false], 0]);
  status({ content: { execution_state: "idle" } });
  assert.equal(done, 1);
});

test("a press lost with the connection shuts no page whose kernel lives: whatever the kernel says opens it", async () => {
  const page = opened();
  page.line.send(page.model, { act: "press" });
  page.turn("connectionStatus", "connecting");
  await pass(10_000);
  page.turn("connectionStatus", "connected");
  assert.deepEqual(page.told, [true]); // nobody has answered yet
  page.kernel.iopubMessage.emit(page.kernel, { header: { msg_type: "status" }, content: {} });
  assert.deepEqual(page.told, [true, false]);
});

test("a connection given up is silence until somebody makes it again", async () => {
  const page = opened();
  page.turn("connectionStatus", "connecting");
  await pass(4_000);
  page.turn("connectionStatus", "disconnected");
  await pass(60_000); // that the server has the kernel is no connection
  assert.deepEqual(page.told, [true]);
  page.turn("connectionStatus", "connected");
  assert.deepEqual(page.told, [true, false]);
});

// presses on a page whose channel is closed; another widget follows, too
function pressedInVain() {
  const page = opened(), warned = console.warn, other = [];
  page.line.follow({ on: () => {}, off: () => {} }, (silent) => other.push(silent));
  page.model.send = () => { throw new Error("Cannot send"); };
  console.warn = () => {};
  page.line.send(page.model, { act: "press" });
  console.warn = warned;
  return { ...page, other };
}

test("a channel that is closed is told at once", () => {
  const page = pressedInVain();
  assert.deepEqual([page.told, page.other], [[true], [true]]);
});

test("in a notebook whose kernel was begun anew, what is left of before is shut alone", () => {
  kinds = [];
  const page = pressedInVain();
  assert.deepEqual([page.told, page.other], [[true], []]);
  assert.equal(page.line.silent(), false);
});

test("all widgets of one connection have one watch; the kernel's next connection has its own", () => {
  document.querySelector = () => null;
  const first = connection(), line = lifelineOf(first);
  assert.equal(lifelineOf(first), line);
  assert.notEqual(lifelineOf(connection()), line); // of the same name
  assert.equal(lifelineOf(undefined), lifelineOf(null));
});

test("who comes later is told what is so; the last to leave stops the watch", async () => {
  const page = opened();
  page.turn("status", "dead");
  const late = [];
  const leave = page.line.follow(page.model, (silent) => late.push(silent));
  assert.deepEqual(late, [true]);
  const { statusChanged, connectionStatusChanged, iopubMessage } = page.kernel;
  page.leave();
  leave();
  for (const { ears } of [statusChanged, connectionStatusChanged, iopubMessage]) assert.equal(ears.size, 0);
  await pass(60_000);
  assert.deepEqual(asked, []);
});

test("where nothing tells of a kernel, presses are watched all the same", async () => {
  const page = opened(null);
  page.line.send(page.model, { act: "press" });
  await pass(10_000);
  assert.deepEqual([page.told, asked], [[true], []]);
});
