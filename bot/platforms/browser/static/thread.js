// The thread: its tree of versions, what was said, and where one replies.

import { openCompare } from "./compare.js";
import { h, iconButton, toast } from "./dom.js";
import { fillPanel } from "./panel.js";
import { store } from "./store.js";
import { drawTree } from "./tree.js";
import { markRead } from "./unread.js";
import { headOf, kept, partnerOf, treeOf } from "./versions.js";
import { openViewer } from "./viewer.js";
import { words } from "./words.js";

const LIT = 1600;

export class ThreadPanel {
  constructor(element, acts, close) {
    Object.assign(this, { element, acts, tree: [], versions: [] });
    this.count = h("p", { class: "topic", id: "tree-count" });
    this.strip = h("div", { class: "strip", data: { strip: "" }, hidden: true });
    this.toCompare = iconButton("compare", words.compare, { data: { compareVersions: "" }, on: { click: () => this.compare() } });
    this.toView = iconButton("expand", words.view, { data: { viewVersion: "" }, on: { click: () => this.view() } });
    const bar = [
      iconButton("back", words.back, { class: "thread-back", on: { click: close } }),
      h("div", { class: "what" }, h("h1", { id: "thread-title" }, words.thread), this.count),
      this.toCompare, this.toView,
      iconButton("close", words.close, { class: "thread-close", data: { closeThread: "" }, on: { click: close } }),
    ];
    const scope = () => ({ channel: store.channel, thread: store.thread });
    Object.assign(this, fillPanel(element, { name: "thread", label: words.threadMessages, scope, acts, bar, middle: this.strip }));
    this.composer.input.placeholder = words.composeThread;
    this.composer.onReply = () => this.drawStrip();
  }

  /** Show the thread that the address names; return whether one was left. */
  async show() {
    const left = this.element.dataset.thread ?? null;
    this.element.hidden = !store.thread;
    if (!store.thread) {
      delete this.element.dataset.thread;
      return left;
    }
    this.element.dataset.thread = store.thread;
    this.log.list.replaceChildren();
    this.tree = this.versions = [];
    this.drawStrip();
    this.composer.recall();
    await Promise.all([this.log.fill(), this.grow()]).catch((error) => toast(error.message));
    this.read();
    this.composer.input.focus({ preventScroll: true });
    return null;
  }

  read() {
    if (store.thread && !document.hidden) markRead(store.thread);
  }

  async grow() {
    const { channel, thread } = store;
    if (!thread) return;
    const tree = await treeOf(channel, thread);
    if (thread !== store.thread) return;
    this.tree = tree;
    this.versions = this.composer.versions = kept(tree);
    this.drawStrip();
  }

  drawStrip() {
    const { tree, versions, strip } = this;
    const several = tree.length > 1;
    this.count.textContent = several ? words.versions(versions.length) : "";
    this.toCompare.hidden = versions.length < 2;
    this.toView.hidden = !versions.length;
    this.composer.suggest(words.ideasLabel, versions.length === 1 ? words.ideas : []);
    strip.hidden = !several;
    if (!several) return strip.replaceChildren();
    const focused = strip.contains(document.activeElement) ? document.activeElement.dataset.version : null;
    const at = [strip.scrollLeft, strip.scrollTop];
    const chosen = this.composer.replying?.id ?? null;
    strip.replaceChildren(drawTree(tree, store.channel, { choose: (node) => this.choose(node), chosen, compare: (one, other) => this.against(one, other) }));
    const head = headOf(tree);
    if (head.picture !== this.head) this.toHead();
    else [strip.scrollLeft, strip.scrollTop] = at;
    this.head = head.picture;
    if (focused) strip.querySelector(`button[data-version="${focused}"]`)?.focus({ preventScroll: true });
  }

  /** Bring the head to where it is seen, and with it as much as can be of what it came from. */
  toHead() {
    const { strip } = this;
    const item = strip.querySelector("li.head") ?? strip.querySelector("li:last-child");
    strip.scrollLeft = item.offsetLeft + item.offsetWidth + 24 - strip.clientWidth;
    strip.scrollTop = item.offsetTop + item.offsetHeight + 16 - strip.clientHeight;
  }

  // ---- what people do

  choose(node) {
    if (this.composer.replying?.id === node.picture) return this.view();
    const figure = this.log.find(node.picture);
    figure?.scrollIntoView({ block: "nearest" });
    figure?.classList.add("found");
    setTimeout(() => figure?.classList.remove("found"), LIT);
    this.composer.reply({ id: node.picture, version: node.version, alt: node.words });
  }

  /** Return the version that is chosen, else the head. */
  get chosen() {
    return this.versions.find((each) => each.picture === this.composer.replying?.id) ?? headOf(this.versions);
  }

  view() {
    const node = this.chosen;
    if (!node) return;
    openViewer({ id: node.picture, version: node.version, alt: node.words }, { channel: store.channel, thread: store.thread, reply: (picture) => this.reply(picture) });
  }

  compare(node = this.chosen) {
    const partner = node && partnerOf(this.versions, node);
    if (partner) this.against(partner, node);
    else toast(words.nothingToCompare);
  }

  against(before, after) {
    openCompare(this.versions, { before, after, channel: store.channel });
  }

  reply(picture) {
    this.composer.reply(picture);
    this.composer.input.focus();
  }
}
