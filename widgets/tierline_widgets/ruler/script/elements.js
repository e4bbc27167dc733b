// Making nodes; every word and figure goes in as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";

function dress(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** Make an HTML element. */
export function html(tag, attributes = {}, ...children) {
  return dress(document.createElement(tag), attributes, children);
}

/** Make an SVG element. */
export function svg(tag, attributes = {}, ...children) {
  return dress(document.createElementNS(SVG, tag), attributes, children);
}

/** Set an attribute only when it changes: writing the same value costs a style pass. */
export function put(node, name, value) {
  const written = String(value);
  if (node.getAttribute(name) !== written) node.setAttribute(name, written);
}

/** Set a text node or an element's text only when it changes. */
export function say(node, words) {
  if (node.nodeType === Node.TEXT_NODE) {
    if (node.data !== words) node.data = words;
  } else if (node.textContent !== words) {
    node.textContent = words;
  }
}

/** Give a node a tier's two colours, for light ground and for dark; the style sheet chooses. */
export function paint(node, [light, dark]) {
  node.setAttribute("style", `--on-light:${light};--on-dark:${dark}`);
  return node;
}

/** Make a button. */
export function button(words, pressed, attributes = {}) {
  const made = html("button", { type: "button", ...attributes }, words);
  made.addEventListener("click", pressed);
  return made;
}
