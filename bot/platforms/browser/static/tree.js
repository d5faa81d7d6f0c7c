// The version tree: a column for each step, a row for each branch, the head marked.

import { pictureAt } from "./api.js";
import { h, svg } from "./dom.js";
import { words } from "./words.js";

const SIZES = { usual: { wide: 72, high: 54, step: 98, row: 80 }, small: { wide: 60, high: 45, step: 82, row: 70 } };
const PAD = 8;
const HELD = "application/x-easel-version";

/**
 * Draw a tree of versions. `choose(node)` is told what was pressed, `compare(before, after)` which version was dragged
 * onto which; `chosen` is the picture that stands out. One node takes the Tab key, the arrows go to the others.
 */
export function drawTree(versions, channel, { choose, compare = null, chosen = null }) {
  const size = matchMedia("(max-width: 45rem)").matches ? SIZES.small : SIZES.usual;
  const places = layOut(versions);
  const columns = Math.max(...[...places.values()].map((at) => at.column), 0) + 1;
  const rows = Math.max(...[...places.values()].map((at) => at.row), 0) + 1;
  const [width, height] = [columns * size.step - (size.step - size.wide) + PAD * 2, rows * size.row + PAD];
  const lines = svg("svg", { class: "branches", width, height, "aria-hidden": "true" });
  const nodes = h("ol", { class: "nodes" });
  const first = versions.find((node) => node.picture === chosen) ?? versions.find((node) => node.head) ?? versions[0];
  for (const node of versions) {
    const at = places.get(node.version);
    const from = places.get(node.parent);
    if (from) lines.append(svg("path", { d: branch(from, at, size) }));
    const item = drawNode(node, channel, { choose, chosen, reached: node === first });
    item.style.left = `${PAD + at.column * size.step}px`;
    item.style.top = `${PAD + at.row * size.row}px`;
    if (compare && !node.deleted) carry(item.firstChild, node, versions, compare);
    nodes.append(item);
  }
  const canvas = h("div", { class: "canvas" }, lines, nodes);
  for (const [name, value] of [["width", width], ["height", height], ["--wide", size.wide], ["--high", size.high]]) canvas.style.setProperty(name, `${value}px`);
  canvas.addEventListener("keydown", (event) => walk(event, versions, places));
  return h("div", { class: "tree", role: "group", "aria-label": words.versionTree, data: { tree: "" } }, canvas);
}

function drawNode(node, channel, { choose, chosen, reached }) {
  if (node.deleted) return drawHole(node, reached);
  const image = h("img", { src: pictureAt(node.picture, "thumb", channel), alt: "", loading: "lazy", draggable: "false" });
  image.addEventListener("error", () => image.classList.add("gone"));
  return h("li", { class: node.head ? "head" : "" },
    h("button", {
      type: "button", "aria-label": words.nodeOf(node), title: node.words, "aria-pressed": String(node.picture === chosen), tabindex: reached ? "0" : "-1",
      data: { version: node.version, parent: node.parent, picture: node.picture, head: node.head ? "" : null },
      on: { click: () => choose(node) },
    }, image, h("span", { class: "tag" }, `v${node.version}`)));
}

/** A deleted version keeps its place: what came of it came from somewhere. The arrows pass over it. */
const drawHole = (node, reached) => h("li", { class: "deleted" },
  h("button", {
    type: "button", "aria-label": words.nodeOf(node), "aria-disabled": "true", tabindex: reached ? "0" : "-1",
    data: { version: node.version, parent: node.parent },
  }, h("span", { class: "hole" }), h("span", { class: "tag" }, `v${node.version}`)));

/** Let a version be dragged onto another. */
function carry(button, node, versions, compare) {
  const held = (event) => event.dataTransfer.types.includes(HELD);
  button.draggable = true;
  button.addEventListener("dragstart", (event) => {
    event.dataTransfer.setData(HELD, String(node.version));
    event.dataTransfer.effectAllowed = "link";
    button.classList.add("held");
  });
  button.addEventListener("dragend", () => button.classList.remove("held"));
  for (const type of ["dragenter", "dragover"]) {
    button.addEventListener(type, (event) => { if (held(event)) { event.preventDefault(); event.dataTransfer.dropEffect = "link"; button.classList.add("target"); } });
  }
  button.addEventListener("dragleave", () => button.classList.remove("target"));
  button.addEventListener("drop", (event) => {
    if (!held(event)) return;
    event.preventDefault();
    button.classList.remove("target");
    const carried = versions.find((each) => String(each.version) === event.dataTransfer.getData(HELD));
    if (carried && carried !== node) compare(carried, node);
  });
}

/** Go where an arrow points: left to what a version came from, right to what came of it, up and down beside it. */
function walk(event, versions, places) {
  const here = versions.find((node) => String(node.version) === event.target.dataset?.version);
  if (!here || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = places.get(here.version);
  const beside = (way) => versions.filter((node) => (places.get(node.version).row - at.row) * way > 0)
    .sort((one, other) => far(places.get(one.version), at) - far(places.get(other.version), at))[0];
  const goals = {
    ArrowLeft: () => versions.find((node) => node.version === here.parent),
    ArrowRight: () => versions.find((node) => node.parent === here.version),
    ArrowUp: () => beside(-1), ArrowDown: () => beside(1),
    Home: () => versions[0], End: () => versions.at(-1),
  };
  if (!(event.key in goals)) return;
  event.preventDefault();
  const goal = goals[event.key]();
  if (!goal) return;
  const buttons = event.currentTarget.querySelectorAll("button");
  for (const button of buttons) button.tabIndex = button.dataset.version === String(goal.version) ? 0 : -1;
  event.currentTarget.querySelector(`button[data-version="${goal.version}"]`).focus();
}

const far = (one, other) => Math.abs(one.row - other.row) * 10 + Math.abs(one.column - other.column);

/** Place each version: the first child goes on in its parent's row, every other opens a row of its own. */
function layOut(versions) {
  const children = new Map();
  const known = new Set(versions.map((node) => node.version));
  for (const node of versions) {
    const parent = known.has(node.parent) ? node.parent : null;
    children.set(parent, [...(children.get(parent) ?? []), node]);
  }
  const places = new Map();
  let rows = 0;
  const grow = (parent, column, row) => {
    (children.get(parent) ?? []).forEach((node, place) => {
      const own = place === 0 && row !== null ? row : rows++;
      places.set(node.version, { column, row: own });
      grow(node.version, column + 1, own);
    });
  };
  grow(null, 0, null);
  return places;
}

function branch(from, to, { wide, high, step, row }) {
  const [x1, y1] = [PAD + from.column * step + wide, PAD + from.row * row + high / 2];
  const [x2, y2] = [PAD + to.column * step, PAD + to.row * row + high / 2];
  const middle = (x1 + x2) / 2;
  return y1 === y2 ? `M${x1} ${y1}H${x2}` : `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}
