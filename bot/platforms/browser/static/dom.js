// Elements without markup: text only ever enters as text.

import { words } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  add: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6 6 18",
  back: "M15 5l-7 7 7 7",
  menu: "M4 7h16M4 12h16M4 17h16",
  send: "M4 12 20 4l-5 16-3.5-6.5zM11.5 13.5 20 4",
  attach: "M4 17V7a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zM4 16l5-5 4 4 2-2 5 5M15.5 9h.01",
  reply: "M9 7 4 12l5 5M4 12h10a6 6 0 0 1 6 6",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M6 11h12v9H6z",
  hash: "M9 4 7 20M17 4l-2 16M4 9h16M4 15h16",
  library: "M4 5h7v9H4zM14 5h6v5h-6zM14 13h6v6h-6zM4 17h7v2H4z",
  brush: "M19 4 10 13M10 13c-3 0-4 2-4 4s-1 2-2 2c2 2 8 2 8-3 0-1-1-3-2-3z",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
  down: "M12 5v14M6 13l6 6 6-6",
  next: "M9 5l7 7-7 7",
  less: "M5 12h14",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  compare: "M12 3v18M9 6H5v12h4M15 6h4v12h-4",
  swap: "M7 7h13l-4-4M17 17H4l4 4",
  expand: "M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5M12 8h.01",
  help: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 16.5h.01",
  light: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
  dark: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
  system: "M4 5h16v11H4zM9 20h6M12 16v4",
};

export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [type, heard] of Object.entries(value)) element.addEventListener(type, heard);
    else if (name === "data") for (const [key, each] of Object.entries(value)) each != null && (element.dataset[key] = each);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function svg(tag, props = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function icon(name) {
  return svg("svg", { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" }, svg("path", { d: ICONS[name] }));
}

export function iconButton(name, label, props = {}) {
  return h("button", { type: "button", title: label, "aria-label": label, ...props, class: `icon-button ${props.class ?? ""}` }, icon(name));
}

export function clock(iso) {
  const at = new Date(iso);
  const today = at.toDateString() === new Date().toDateString();
  const shape = today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" };
  return h("time", { datetime: iso, title: at.toLocaleString() }, at.toLocaleString([], shape));
}

function initials(name) {
  const parts = name.split(/\s+/).filter(Boolean);
  return (parts.length > 1 ? parts[0][0] + parts.at(-1)[0] : [...name].slice(0, 2).join("")).toUpperCase();
}

function hue(text) {
  let sum = 0;
  for (const letter of text) sum = (sum * 31 + letter.codePointAt(0)) % 360;
  return sum;
}

export function avatar(author) {
  if (author.easel) return h("span", { class: "avatar easel", "aria-hidden": "true" }, h("img", { src: "/static/easel.svg", alt: "", width: 34, height: 34 }));
  const shown = h("span", { class: "avatar", "aria-hidden": "true" }, initials(author.name));
  shown.style.setProperty("--hue", hue(author.id));
  return shown;
}

let announced;
/** Say something to who listens: behind an open dialog nothing is heard, so there it is said inside. */
export function announce(text) {
  const region = [...document.querySelectorAll("dialog[open] .announcer")].at(-1) ?? document.getElementById("announcer");
  clearTimeout(announced);
  region.append(h("p", {}, text));
  announced = setTimeout(() => region.replaceChildren(), 4000);
}

export function toast(text, incident = "") {
  const shown = h("div", { class: "toast", data: { toast: "" } },
    h("div", {}, h("p", {}, text), incident && h("p", { class: "incident" }, incident)),
    iconButton("close", words.dismiss, { on: { click: () => shown.remove() } }));
  document.getElementById("toasts").append(shown);
  setTimeout(() => shown.remove(), 9000);
}

/** Give a frame its picture's shape before the picture is there, so that nothing jumps. */
export function shape(frame, width, height) {
  if (width && height) frame.style.setProperty("--ratio", String(width / height));
}

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Make a version 4 UUID; browsers make none where the page came over plain HTTP from another machine. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
