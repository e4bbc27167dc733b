// One panel: draws the markup it is given, reports what was pressed or typed, sorts and filters small
// tables in place, and saves the files it is sent. No figures are worked out here.

function keyOf(node) {
  return node.dataset.key || (node.dataset.act ? node.dataset.act + "\u0000" + (node.dataset.value || "") : "");
}

function draw(el, html) {
  const held = el.contains(document.activeElement) ? document.activeElement : null;
  const key = held ? keyOf(held) : "";
  const typed = held && held.tagName === "INPUT" ? { text: held.value, at: held.selectionStart } : null;
  el.innerHTML = html;
  if (!key) return;
  const again = [...el.querySelectorAll("[data-act],[data-key]")].find((node) => keyOf(node) === key);
  if (!again) return;
  if (typed && again.tagName === "INPUT") {
    again.value = typed.text;
    again.focus();
    again.setSelectionRange(typed.at, typed.at);
  } else {
    again.focus();
  }
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

function render({ model, el }) {
  el.classList.add("tl");
  const send = (act, value) => model.send({ act, value: value ?? "" });
  const show = () => {
    el.lang = model.get("language") === "zh" ? "zh-CN" : "en";
    draw(el, model.get("html"));
    if (model.get("page_head")) speak(el);
  };
  let waiting = 0;
  const onClick = (event) => {
    const node = event.target.closest("button[data-act],a[data-act],button[data-sort]");
    if (!node || !el.contains(node)) return;
    if (!node.dataset.act) return sortTable(node);
    event.preventDefault();
    send(node.dataset.act, node.dataset.value);
  };
  const onChange = (event) => {
    if (event.target.matches("select[data-act]")) send(event.target.dataset.act, event.target.value);
  };
  const onInput = (event) => {
    if (event.target.matches("input[data-filter]")) filterTable(event.target);
    if (!event.target.matches("input[data-act]")) return;
    clearTimeout(waiting);
    const { act } = event.target.dataset;
    const value = event.target.value;
    waiting = setTimeout(() => send(act, value), 180);
  };
  const onMessage = (message, buffers) => {
    if (message.save) save(message.save.name, message.save.type, buffers[0]);
  };
  el.addEventListener("click", onClick);
  el.addEventListener("change", onChange);
  el.addEventListener("input", onInput);
  model.on("change:html", show);
  model.on("msg:custom", onMessage);
  show();
  if (model.get("page_head")) document.querySelectorAll(".tl-first").forEach((drawn) => drawn.remove());
  return () => {
    clearTimeout(waiting);
    model.off("change:html", show);
    model.off("msg:custom", onMessage);
  };
}

export default { render };
