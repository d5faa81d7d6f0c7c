// A picture's family as a tree: what it came from to the left, what was made of it to the right.

import { svg } from "/static/dom.js";
import { pageAt } from "./net.js";
import { h, image } from "./ui.js";
import { words } from "./words.js";

const [WIDE, HIGH, ACROSS, DOWN, PAD] = [84, 63, 116, 92, 6];

/** Draw the nodes; the picture at hand is marked. `turn(id)` goes to another. */
export function drawLineage(nodes, here, turn) {
  const places = layOut(nodes);
  const far = [...places.values()];
  const [columns, rows] = [Math.max(...far.map((each) => each.column)) + 1, Math.max(...far.map((each) => each.row)) + 1];
  const [width, height] = [PAD * 2 + (columns - 1) * ACROSS + WIDE, PAD * 2 + (rows - 1) * DOWN + HIGH + 20];
  const lines = svg("svg", { class: "branches", width, height, "aria-hidden": "true" });
  for (const node of nodes) if (node.parent) lines.append(svg("path", { d: branch(places.get(node.parent), places.get(node.id)), class: node.copied ? "copied" : "" }));
  const list = h("ul", { class: "nodes", "aria-label": words.family, on: { keydown: (event) => walk(event, nodes, places) } }, nodes.map((node) => {
    const own = node.id === here;
    const inside = [node.deleted ? h("span", { class: "hole" }) : image(node.id, "thumb", { alt: "" }), h("span", { class: "tag" }, node.copied ? words.copied : `v${node.version}`)];
    const props = { "aria-label": words.nodeOf(node), "aria-current": own ? "true" : null, tabindex: own ? 0 : -1, title: node.words, data: { node: node.id } };
    const item = h("li", { class: node.deleted ? "deleted" : "" }, node.deleted
      ? h("span", { ...props, role: "img", class: "node" }, inside)
      : h("a", { ...props, class: "node", href: pageAt(node.id), on: { click: (event) => { event.preventDefault(); if (!own) turn(node.id); } } }, inside));
    const { column, row } = places.get(node.id);
    item.style.setProperty("left", `${PAD + column * ACROSS}px`);
    item.style.setProperty("top", `${PAD + row * DOWN}px`);
    return item;
  }));
  const canvas = h("div", { class: "canvas" }, lines, list);
  canvas.style.setProperty("width", `${width}px`);
  canvas.style.setProperty("height", `${height}px`);
  return h("div", { class: "strip" }, canvas);
}

/** Go where an arrow points: left to what a version came from, right to what came of it, up and down beside it. */
function walk(event, nodes, places) {
  const here = nodes.find((node) => node.id === event.target.dataset?.node);
  if (!here || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = places.get(here.id);
  const beside = (way) => nodes.filter((node) => (places.get(node.id).row - at.row) * way > 0)
    .sort((one, other) => away(places.get(one.id), at) - away(places.get(other.id), at))[0];
  const goals = {
    ArrowLeft: () => nodes.find((node) => node.id === here.parent), ArrowRight: () => nodes.find((node) => node.parent === here.id),
    ArrowUp: () => beside(-1), ArrowDown: () => beside(1),
  };
  if (!(event.key in goals)) return;
  event.preventDefault();
  event.stopPropagation();
  const goal = goals[event.key]();
  const own = goal && event.currentTarget.querySelector(`[data-node="${CSS.escape(goal.id)}"]`);
  if (!own || goal.deleted) return;
  for (const each of event.currentTarget.querySelectorAll(".node")) each.tabIndex = each === own ? 0 : -1;
  own.focus();
}

const away = (one, other) => Math.abs(one.row - other.row) * 10 + Math.abs(one.column - other.column);

/** Place each node: the first child goes on in its parent's row, every other opens a row of its own. */
function layOut(nodes) {
  const children = new Map();
  for (const node of nodes) children.set(node.parent, [...(children.get(node.parent) ?? []), node]);
  const places = new Map();
  let rows = 0;
  const grow = (parent, column, row) => (children.get(parent) ?? []).forEach((node, place) => {
    const own = place === 0 && row !== null ? row : rows++;
    places.set(node.id, { column, row: own });
    grow(node.id, column + 1, own);
  });
  grow(null, 0, null);
  return places;
}

function branch(from, to) {
  const [x1, y1] = [PAD + from.column * ACROSS + WIDE, PAD + from.row * DOWN + HIGH / 2];
  const [x2, y2] = [PAD + to.column * ACROSS, PAD + to.row * DOWN + HIGH / 2];
  const middle = (x1 + x2) / 2;
  return y1 === y2 ? `M${x1} ${y1}H${x2}` : `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}
