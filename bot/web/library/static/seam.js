// Before and after: the same picture one step earlier, with a seam between the two, moved by hand or by the arrow keys.

import { imageAt } from "./net.js";
import { h } from "./ui.js";
import { words } from "./words.js";

export function seam(before, after) {
  const under = h("img", { class: "below", src: imageAt(before.id, "view"), alt: before.alt || before.words, draggable: "false" });
  const over = h("img", { class: "over", src: imageAt(after.id, "view"), alt: after.alt || after.words, draggable: "false" });
  const range = h("input", { type: "range", min: 0, max: 100, value: 50, step: 1, "aria-label": words.seam, data: { seam: "" } });
  const pair = h("div", { class: "pair" }, under, over, range, h("span", { class: "seam" }),
    h("span", { class: "side-name left", "aria-hidden": "true" }, `v${before.version}`), h("span", { class: "side-name right", "aria-hidden": "true" }, `v${after.version}`));
  pair.style.setProperty("--ratio", String(after.width / after.height));
  const move = (value) => {
    range.value = value;
    pair.style.setProperty("--at", `${range.value}%`);
    range.setAttribute("aria-valuetext", words.seamAt(Number(range.value), before.version, after.version));
  };
  const follow = (event) => {
    const box = pair.getBoundingClientRect();
    move(Math.round(((event.clientX - box.left) / box.width) * 100));
  };
  pair.addEventListener("pointerdown", (event) => { pair.setPointerCapture(event.pointerId); follow(event); range.focus({ focusVisible: false }); event.preventDefault(); });
  pair.addEventListener("pointermove", (event) => { if (pair.hasPointerCapture(event.pointerId)) follow(event); });
  range.addEventListener("input", () => move(range.value));
  move(50);
  return pair;
}
