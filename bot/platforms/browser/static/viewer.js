// A picture at its full size: zoomed, moved about, turned to the version before or after, with what is known of it.

import { pictureAt } from "./api.js";
import { openCompare } from "./compare.js";
import { closeButton, show } from "./dialogs.js";
import { calm, h, icon, iconButton, toast } from "./dom.js";
import Panzoom from "./vendor/panzoom.js";
import { altOf, partnerOf, pictureKnown, versionsOf } from "./versions.js";
import { words } from "./words.js";

const STEP = 48;
const FURTHEST = 12;

/** Open a picture of a thread. `reply(picture)` is told where one goes on with it. */
export async function openViewer(picture, { channel, thread, reply = null }) {
  const alone = { picture: picture.id, version: picture.version, parent: null, words: picture.alt ?? "", person: "", head: false };
  const viewer = new Viewer([alone], alone, { channel, reply });
  const versions = thread ? await versionsOf(channel, thread).catch((error) => toast(error.message)) : null;
  if (versions?.some((each) => each.picture === viewer.node.picture)) viewer.all(versions);
}

class Viewer {
  constructor(versions, node, { channel, reply }) {
    Object.assign(this, { versions, channel, reply });
    this.name = h("h2", { id: "viewer-title" });
    this.said = h("p", {});
    this.zoomed = h("output", { "aria-label": words.zoom });
    this.pane = h("div", { class: "pane" });
    this.film = h("ol", { class: "film", "aria-label": words.versionTree, hidden: true });
    this.facts = h("section", { class: "facts", id: "viewer-facts", tabindex: "0", "aria-label": words.details, hidden: true });
    this.before = iconButton("back", words.versionBefore, { class: "turn before", on: { click: () => this.turn(-1) } });
    this.after = iconButton("next", words.versionAfter, { class: "turn after", on: { click: () => this.turn(1) } });
    this.more = iconButton("info", words.details, { "aria-expanded": "false", "aria-controls": "viewer-facts", data: { facts: "" }, on: { click: () => this.tell() } });
    this.beside = iconButton("compare", words.compare, { hidden: true, data: { compare: "" }, on: { click: () => this.compare() } });
    this.save = h("a", { class: "icon-button", download: "", title: words.downloadOriginal, "aria-label": words.downloadOriginal, data: { saves: "" } }, icon("download"));
    this.stage = h("div", { class: "stage", role: "group", tabindex: "0", "aria-label": words.stage, "aria-describedby": "viewer-keys" }, this.before, this.pane, this.after);
    this.dialog = h("dialog", { class: "viewer", "aria-labelledby": "viewer-title", data: { viewer: "" } });
    this.dialog.append(
      h("header", {},
        h("div", { class: "what", "aria-live": "polite" }, this.name, this.said),
        h("div", { class: "zoom" },
          iconButton("less", words.zoomOut, { on: { click: () => this.zoom(-1) } }), this.zoomed,
          iconButton("add", words.zoomIn, { data: { zoomIn: "" }, on: { click: () => this.zoom(1) } }),
          iconButton("expand", words.zoomFit, { on: { click: () => this.fit() } })),
        this.more, this.beside,
        reply && iconButton("reply", words.reply, { data: { goOn: "" }, on: { click: () => this.goOn() } }),
        this.save, closeButton(this.dialog, { class: "away" })),
      this.stage, this.facts, this.film,
      h("p", { class: "unseen", id: "viewer-keys" }, words.viewerKeys));
    this.dialog.addEventListener("keydown", (event) => this.key(event));
    this.dialog.addEventListener("close", () => this.zooming?.destroy());
    this.stage.addEventListener("wheel", (event) => { event.preventDefault(); this.zooming.zoomWithWheel(event); }, { passive: false });
    this.stage.addEventListener("dblclick", (event) => (this.zooming.getScale() > 1 ? this.fit() : this.zooming.zoomToPoint(3, event)));
    show(this.dialog);
    this.stage.focus();
    this.look(node);
  }

  get shown() {
    return pictureKnown(this.node.picture) ?? { id: this.node.picture, version: this.node.version, alt: this.node.words };
  }

  /** Take up the whole thread's versions once they are known. */
  all(versions) {
    this.versions = versions;
    this.film.hidden = this.beside.hidden = versions.length < 2;
    this.film.replaceChildren(...versions.map((node) => h("li", { class: node.head ? "head" : "" },
      h("button", { type: "button", title: node.words, "aria-label": words.nodeOf(node), data: { film: node.version }, on: { click: () => this.look(node) } },
        h("img", { src: pictureAt(node.picture, "thumb", this.channel), alt: "", width: 64, height: 48 }), h("span", { class: "tag" }, `v${node.version}`)))));
    this.tellOf(versions.find((each) => each.picture === this.node.picture));
  }

  look(node) {
    this.zooming?.destroy();
    const image = h("img", { src: pictureAt(node.picture, "", this.channel), alt: altOf(node), decoding: "async" });
    image.addEventListener("load", () => { this.measure(); this.tellOf(this.node); });
    this.pane.replaceChildren(image);
    this.zooming = Panzoom(image, { maxScale: FURTHEST, minScale: 1, step: .4, contain: "outside", panOnlyWhenZoomed: true, animate: !calm(), cursor: "default" });
    image.addEventListener("panzoomchange", () => this.measure());
    this.tellOf(node);
  }

  tellOf(node) {
    const place = this.versions.indexOf(node);
    const image = this.pane.querySelector("img");
    this.node = node;
    this.dialog.dataset.viewer = node.picture;
    this.name.textContent = this.versions.length > 1 ? words.versionOf(node.version, this.versions.length) : `v${node.version}`;
    this.said.textContent = node.words;
    this.save.href = pictureAt(node.picture, "exact", this.channel);
    this.before.disabled = place <= 0;
    this.after.disabled = place < 0 || place === this.versions.length - 1;
    for (const [at, item] of [...this.film.children].entries()) {
      if (at === place) item.firstChild.setAttribute("aria-current", "true");
      else item.firstChild.removeAttribute("aria-current");
    }
    this.film.children[place]?.scrollIntoView({ block: "nearest", inline: "nearest" });
    const size = image?.naturalWidth ? words.pixels(image.naturalWidth, image.naturalHeight) : "";
    const facts = [[words.factWords, node.words], [words.factFrom, node.parent && `v${node.parent}`], [words.factPerson, node.person], [words.factSize, size], [words.factAlt, altOf(node)]];
    this.facts.replaceChildren(h("h3", {}, words.details), h("dl", {}, facts.filter(([, value]) => value).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))));
  }

  // ---- what people do

  turn(step) {
    const next = this.versions[this.versions.indexOf(this.node) + step];
    if (!next) return;
    this.look(next);
    if (document.activeElement?.disabled !== false) this.stage.focus();
  }

  zoom(way) {
    if (way > 0) this.zooming.zoomIn();
    else this.zooming.zoomOut();
  }

  fit() {
    this.zooming.reset();
  }

  /** Say how large the picture stands there: 100 % is a dot of it on a dot of the screen. */
  measure() {
    const image = this.pane.querySelector("img");
    if (!image?.naturalWidth) return;
    const fits = Math.min(image.clientWidth / image.naturalWidth, image.clientHeight / image.naturalHeight);
    this.zoomed.textContent = `${Math.round(fits * this.zooming.getScale() * 100)} %`;
  }

  tell() {
    this.facts.hidden = !this.facts.hidden;
    this.more.setAttribute("aria-expanded", String(!this.facts.hidden));
    this.fit();
    this.measure();
  }

  /** Go on with this version: once the dialog is gone, or focus would go back to where it was. */
  goOn() {
    this.dialog.addEventListener("close", () => this.reply(this.shown), { once: true });
    this.dialog.close();
  }

  compare() {
    const partner = partnerOf(this.versions, this.node);
    if (partner) openCompare(this.versions, { before: partner, after: this.node, channel: this.channel });
  }

  key(event) {
    const moves = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] };
    const acts = { "+": () => this.zoom(1), "=": () => this.zoom(1), "-": () => this.zoom(-1), 0: () => this.fit(), i: () => this.tell(), c: () => this.compare(), d: () => this.save.click() };
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(".facts")) return;
    if (event.key in moves && this.zooming.getScale() > 1) this.zooming.pan(...moves[event.key].map((each) => each / this.zooming.getScale()), { relative: true });
    else if (event.key === "ArrowLeft") this.turn(-1);
    else if (event.key === "ArrowRight") this.turn(1);
    else if (acts[event.key]) acts[event.key]();
    else return;
    event.preventDefault();
  }
}
