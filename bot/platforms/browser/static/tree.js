// The version tree: a column for each step, a row for each branch, the newest marked.

import { pictureAt } from "./api.js";
import { h, svg } from "./dom.js";
import { words } from "./words.js";

const WIDE = 76;
const STEP = 104;
const ROW = 84;
const PAD = 10;

/** Draw a tree of versions. `choose(node)` is told what was clicked, `chosen` is the picture that stands out. */
export function drawTree(versions, channel, { choose, chosen = null }) {
  const places = layOut(versions);
  const columns = Math.max(...[...places.values()].map((at) => at.column), 0) + 1;
  const rows = Math.max(...[...places.values()].map((at) => at.row), 0) + 1;
  const size = { width: columns * STEP - (STEP - WIDE) + PAD * 2, height: rows * ROW + PAD };
  const lines = svg("svg", { class: "branches", width: size.width, height: size.height, "aria-hidden": "true" });
  const nodes = h("ol", { class: "nodes" });
  for (const node of versions) {
    const at = places.get(node.version);
    const from = places.get(node.parent);
    if (from) lines.append(svg("path", { d: branch(from, at) }));
    nodes.append(drawNode(node, at, channel, choose, chosen));
  }
  const shown = h("div", { class: "tree", role: "group", "aria-label": words.versionTree, data: { tree: "" } }, h("div", { class: "canvas" }, lines, nodes));
  const canvas = shown.firstChild;
  canvas.style.width = `${size.width}px`;
  canvas.style.height = `${size.height}px`;
  return shown;
}

function drawNode(node, at, channel, choose, chosen) {
  const item = h("li", { class: node.head ? "head" : "" },
    h("button", {
      type: "button", "aria-label": words.nodeOf(node), title: node.words, "aria-pressed": String(node.picture === chosen),
      data: { version: node.version, parent: node.parent, picture: node.picture, head: node.head ? "" : null },
      on: { click: () => choose(node) },
    }, h("img", { src: pictureAt(node.picture, "thumb", channel), alt: "", loading: "lazy" }), h("span", { class: "tag" }, `v${node.version}`)));
  item.style.left = `${PAD + at.column * STEP}px`;
  item.style.top = `${PAD + at.row * ROW}px`;
  const image = item.querySelector("img");
  image.addEventListener("error", () => image.classList.add("gone"));
  return item;
}

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
  const walk = (parent, column, row) => {
    (children.get(parent) ?? []).forEach((node, place) => {
      const own = place === 0 && row !== null ? row : rows++;
      places.set(node.version, { column, row: own });
      walk(node.version, column + 1, own);
    });
  };
  walk(null, 0, null);
  return places;
}

function branch(from, to) {
  const [x1, y1] = [PAD + from.column * STEP + WIDE, PAD + from.row * ROW + 32];
  const [x2, y2] = [PAD + to.column * STEP, PAD + to.row * ROW + 32];
  const middle = (x1 + x2) / 2;
  return y1 === y2 ? `M${x1} ${y1}H${x2}` : `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}
