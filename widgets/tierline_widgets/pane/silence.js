// Says once for the whole page that nothing answers what was pressed, and offers the page anew. All panes
// share it by the document: an answer to any of them is an answer to all.

const PATIENCE = 10000; // milliseconds a press waits for a sign of life
const HEARD = "tl-heard";

function sayNothingAnswers() {
  if (document.querySelector(".tl-silence")) return;
  const words = SILENCE[document.documentElement.lang.startsWith("zh") ? "zh" : "en"];
  const box = document.createElement("div");
  box.className = "tl tl-silence";
  const said = document.createElement("p");
  said.className = "tl-notice";
  said.setAttribute("role", "alert");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tl-button";
  button.textContent = words.reload;
  button.addEventListener("click", () => window.location.reload()); // the address names what is shown
  said.append(words.said + " ", button);
  box.append(said);
  document.body.append(box);
}

// what the page's connection knows of the kernel, where it tells
function isGone(model) {
  const kernel = model.widget_manager?.kernel;
  return Boolean(kernel) && (kernel.isDisposed || kernel.status === "dead" || kernel.connectionStatus === "disconnected");
}

// sends for one pane and watches that somebody hears it
function watched(model) {
  let waiting = 0;
  const heard = () => {
    clearTimeout(waiting);
    waiting = 0;
    document.querySelectorAll(".tl-silence").forEach((box) => box.remove());
  };
  const tell = () => document.dispatchEvent(new CustomEvent(HEARD));
  const send = (content) => {
    waiting ||= setTimeout(sayNothingAnswers, PATIENCE);
    try {
      model.send(content, { iopub: { status: tell }, shell: { reply: tell } });
    } catch (error) { // the channel is closed
      console.warn(error);
      return sayNothingAnswers();
    }
    if (isGone(model)) sayNothingAnswers();
  };
  const onStatus = () => isGone(model) && sayNothingAnswers();
  const line = model.widget_manager?.kernel;
  line?.statusChanged?.connect(onStatus);
  line?.connectionStatusChanged?.connect(onStatus);
  const leave = () => {
    clearTimeout(waiting);
    line?.statusChanged?.disconnect(onStatus);
    line?.connectionStatusChanged?.disconnect(onStatus);
    document.removeEventListener(HEARD, heard);
  };
  document.addEventListener(HEARD, heard);
  return { send, tell, leave };
}

