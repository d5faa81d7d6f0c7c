// The library's own signs, and small parts that several of its pages have.

import { h, svg } from "/static/dom.js";
import { imageAt } from "./net.js";
import { words } from "./words.js";

const SIGNS = {
  search: "M11 4.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM16 16l4.5 4.5",
  star: "M12 3.6l2.6 5.3 5.8.8-4.2 4.1 1 5.8-5.2-2.7-5.2 2.7 1-5.8L3.6 9.7l5.8-.8z",
  close: "M6 6l12 12M18 6 6 18",
  back: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  add: "M12 5v14M5 12h14",
  check: "M5 12.5l4.5 4.5L19 7.5",
  copy: "M9 9h10v11H9zM15 9V5H5v11h4",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  compare: "M12 3v18M9 6H5v12h4M15 6h4v12h-4",
  picture: "M4 6h16v12H4zM4 15l4.5-4.5 4 4 2.5-2.5 5 4.5M15.5 9.5h.01",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M6 11h12v9H6z",
  leave: "M14 5H5v14h9M10 12h11M17 8l4 4-4 4",
  down: "M6 9l6 6 6-6",
  draft: "M12 4.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15z",
  review: "M12 4.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM12 8v4.2l2.8 1.8",
  changes: "M5 19l1-4.2L15.6 5.2a1.6 1.6 0 0 1 2.3 0l.9.9a1.6 1.6 0 0 1 0 2.3L9.2 18zM13.5 7.3l3.2 3.2",
  approved: "M12 3.5l2.3 1.7 2.9-.2.7 2.8 2.3 1.7-1 2.7 1 2.7-2.3 1.7-.7 2.8-2.9-.2L12 20.9l-2.3-1.7-2.9.2-.7-2.8-2.3-1.7 1-2.7-1-2.7L6.1 7.8 6.8 5l2.9.2zM8.7 12.2l2.3 2.3 4.3-4.5",
  retired: "M4.5 7.5h15v3h-15zM6 10.5V19h12v-8.5M10 14h4",
  square: "M6 6h12v12H6z", landscape: "M3.5 7.5h17v9h-17z", portrait: "M7.5 3.5h9v17h-9z",
};

export { h };

export function sign(name) {
  return svg("svg", { viewBox: "0 0 24 24", class: `icon sign-${name}`, "aria-hidden": "true" }, svg("path", { d: SIGNS[name] }));
}

export function signButton(name, label, props = {}) {
  return h("button", { type: "button", title: label, "aria-label": label, ...props, class: `icon-button ${props.class ?? ""}` }, sign(name));
}

export const when = (iso) => {
  const at = new Date(iso);
  const shape = at.getFullYear() === new Date().getFullYear() ? { day: "numeric", month: "short" } : { dateStyle: "medium" };
  return h("time", { datetime: iso, title: at.toLocaleString() }, at.toLocaleDateString([], shape));
};

export const ratioOf = (picture) => Math.min(3.2, Math.max(.42, picture.width / picture.height));

/** Say what a picture is to who cannot see it. */
export const altOf = (picture) => picture.alt || picture.words || words.untitled(picture.version);

/** Let an image appear once it is there; say so where it never will be. */
export function image(id, kind, props = {}) {
  const shown = h("img", { ...props, src: imageAt(id, kind), decoding: "async", draggable: "false" });
  shown.addEventListener("load", () => shown.classList.add("in"));
  shown.addEventListener("error", () => shown.classList.add("lost"));
  return shown;
}

/** The copies of a picture that a browser may choose from by how wide it stands. */
export function sources(picture) {
  const wide = (edge) => Math.max(1, Math.round(picture.width >= picture.height ? edge : (edge * picture.width) / picture.height));
  return `${imageAt(picture.id, "thumb")} ${wide(320)}w, ${imageAt(picture.id, "tile")} ${wide(640)}w`;
}

export const stateMark = (state) => h("span", { class: `state ${state}` }, sign(state), h("span", {}, words.states[state]));

/** Swap what an element holds, and keep the focus where it was where the same thing is there again. */
export function redraw(element, ...children) {
  const key = element.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  element.replaceChildren(...children.flat().filter(Boolean));
  if (key) element.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
}
