// The first-run tour: five steps that point at things. It needs no key of any model, spends nothing, and comes once.

import { show } from "./dialogs.js";
import { h, icon } from "./dom.js";
import { keep, recall } from "./kept.js";
import { words } from "./words.js";

const KEPT = "toured";
const ROOM = 16;

export function tourOnce() {
  if (!recall(KEPT, false)) startTour();
}

export function startTour() {
  keep(KEPT, true);
  let at = 0;
  const spot = h("div", { class: "spot" });
  const leaf = h("div", { class: "leaf" });
  const dialog = h("dialog", { class: "tour", "aria-labelledby": "tour-title", "aria-describedby": "tour-text", data: { tour: "" } }, spot, leaf);
  const turn = (step) => {
    if (step === words.tour.length) return dialog.close();
    at = step;
    draw(dialog, leaf, at, turn);
    place(spot, leaf, words.tour[at].at);
  };
  const again = () => place(spot, leaf, words.tour[at].at);
  addEventListener("resize", again);
  dialog.addEventListener("close", () => removeEventListener("resize", again));
  dialog.addEventListener("keydown", (event) => {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (way && words.tour[at + way]) turn(at + way);
  });
  show(dialog);
  turn(0);
}

function draw(dialog, leaf, at, turn) {
  const { title, text, pictures = [], compared } = words.tour[at];
  const last = at === words.tour.length - 1;
  dialog.dataset.tour = at + 1;
  const next = h("button", { type: "button", class: "button primary", data: { tourNext: "" }, on: { click: () => turn(at + 1) } }, last ? words.tourEnd : words.tourNext);
  leaf.replaceChildren(...[
    pictures.length > 0 && h("div", { class: "show" }, pictures.flatMap((name, place) => [place > 0 && icon("next"), example(name)]).filter(Boolean)),
    compared && h("div", { class: "show halves" }, compared.map(example)),
    h("p", { class: "count" }, words.tourCount(at + 1, words.tour.length)),
    h("h2", { id: "tour-title" }, title),
    h("p", { id: "tour-text" }, text),
    h("div", { class: "actions" },
      h("button", { type: "button", class: "button quiet", hidden: last, data: { tourSkip: "" }, on: { click: () => dialog.close() } }, words.tourSkip),
      h("div", {}, at > 0 && h("button", { type: "button", class: "button", data: { tourBack: "" }, on: { click: () => turn(at - 1) } }, words.tourBack), next)),
  ].filter(Boolean));
  next.focus();
}

const example = (name) => h("img", { src: `/static/examples/${name}`, alt: "", width: 480, height: 320 });

/** Put the light on what is spoken of and the leaf beside it; where that is not to be seen, the leaf stands in the middle. */
function place(spot, leaf, selector) {
  const box = [...document.querySelectorAll(selector)].filter(inSight).at(-1)?.getBoundingClientRect();
  const seen = Boolean(box);
  const edges = seen ? [box.top - 6, innerWidth - box.right - 6, innerHeight - box.bottom - 6, box.left - 6] : [innerHeight / 2, innerWidth / 2, innerHeight / 2, innerWidth / 2];
  spot.style.inset = edges.map((each) => `${Math.round(each)}px`).join(" ");
  const { width, height } = leaf.getBoundingClientRect();
  const [left, top] = seen ? beside(box, width, height) : [(innerWidth - width) / 2, (innerHeight - height) / 2];
  leaf.style.inset = `${clamp(top, height, innerHeight)}px auto auto ${clamp(left, width, innerWidth)}px`;
}

function inSight(element) {
  const box = element.getBoundingClientRect();
  return element.checkVisibility({ visibilityProperty: true }) && box.width > 0 && box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= innerHeight;
}

const clamp = (at, size, room) => Math.round(Math.max(ROOM, Math.min(at, room - size - ROOM)));

function beside(box, width, height) {
  const middle = box.left + (box.width - width) / 2;
  if (box.top > height + 2 * ROOM) return [middle, box.top - height - ROOM];
  if (innerWidth - box.right > width + 2 * ROOM) return [box.right + ROOM, box.top + ROOM];
  if (innerHeight - box.bottom > height + 2 * ROOM) return [middle, box.bottom + ROOM];
  if (box.left > width + 2 * ROOM) return [box.left - width - ROOM, box.top + ROOM];
  return [middle, box.top + (box.height - height) / 2];
}
