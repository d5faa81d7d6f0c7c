// Two versions one over the other: a seam between before and after, moved by hand or by the arrow keys.

import { pictureAt } from "./api.js";
import { closeButton, show } from "./dialogs.js";
import { h, iconButton, shape } from "./dom.js";
import { altOf } from "./versions.js";
import { words } from "./words.js";

/** Show `after` over `before`; both can be changed for any other of the versions. */
export function openCompare(versions, { before, after, channel }) {
  const shown = { before, after };
  const under = h("img", { class: "under" });
  const over = h("img", { class: "over" });
  const names = { before: h("span", { class: "side-name left", "aria-hidden": "true" }), after: h("span", { class: "side-name right", "aria-hidden": "true" }) };
  const range = h("input", { type: "range", min: 0, max: 100, value: 50, step: 1, "aria-label": words.seam, data: { seam: "" } });
  const pair = h("div", { class: "pair" }, under, over, range, h("span", { class: "seam" }), names.before, names.after);
  const dialog = h("dialog", { class: "viewer compare", "aria-labelledby": "compare-title", data: { compare: "" } });

  const move = (value) => {
    range.value = value;
    pair.style.setProperty("--at", `${range.value}%`);
    range.setAttribute("aria-valuetext", words.seamAt(Number(range.value), shown.before.version, shown.after.version));
  };
  const draw = () => {
    for (const [image, node] of [[under, shown.before], [over, shown.after]]) Object.assign(image, { src: pictureAt(node.picture, "", channel), alt: altOf(node) });
    for (const side of ["before", "after"]) {
      names[side].textContent = `v${shown[side].version}`;
      choices[side].value = String(shown[side].version);
    }
    move(range.value);
  };
  const choice = (side, label) => h("select", { "aria-label": label, data: { [side]: "" }, on: { change: (event) => {
    shown[side] = versions.find((each) => String(each.version) === event.target.value);
    draw();
  } } }, versions.map((node) => h("option", { value: node.version }, words.choiceOf(node))));
  const choices = { before: choice("before", words.before), after: choice("after", words.after) };
  const swap = () => { [shown.before, shown.after] = [shown.after, shown.before]; draw(); };

  dialog.append(
    h("header", {},
      h("div", { class: "what" }, h("h2", { id: "compare-title" }, words.compare), h("p", {}, words.compareHint)),
      h("div", { class: "choices" }, choices.before, iconButton("swap", words.swap, { data: { swap: "" }, on: { click: swap } }), choices.after),
      closeButton(dialog, { class: "away" })),
    h("div", { class: "stage" }, pair));
  const follow = (event) => {
    const box = pair.getBoundingClientRect();
    move(Math.round(((event.clientX - box.left) / box.width) * 100));
  };
  pair.addEventListener("pointerdown", (event) => { pair.setPointerCapture(event.pointerId); follow(event); range.focus({ focusVisible: false }); event.preventDefault(); });
  pair.addEventListener("pointermove", (event) => { if (pair.hasPointerCapture(event.pointerId)) follow(event); });
  under.addEventListener("load", () => shape(pair, under.naturalWidth, under.naturalHeight));
  range.addEventListener("input", () => move(range.value));
  draw();
  show(dialog);
  range.focus();
}
