// The page: puts the parts together, and follows the address.

import { allow, ask, get, onStranger } from "./api.js";
import { Composer } from "./composer.js";
import { announce, h, icon, iconButton, toast, uuid } from "./dom.js";
import { showDoor } from "./enter.js";
import { listen, stop } from "./feed.js";
import { Log } from "./log.js";
import { drawSide } from "./side.js";
import { channelOf, loadChannels, on, pushAll, recallOutbox, store } from "./store.js";
import { drawTree } from "./tree.js";
import { askFor } from "./viewer.js";
import { words } from "./words.js";

const DISMISSED = "easel.dismissed";
const byId = (id) => document.getElementById(id);
const parts = {};
let opener = null;

// ---- where we are

const addressOf = (channel, thread) => `#/c/${encodeURIComponent(channel)}${thread ? `/t/${encodeURIComponent(thread)}` : ""}`;
const go = (channel, thread = null) => { location.hash = addressOf(channel, thread); };

function here() {
  const found = /^#\/c\/([^/]+)(?:\/t\/([^/]+))?$/.exec(location.hash);
  try {
    return found ? { channel: decodeURIComponent(found[1]), thread: found[2] ? decodeURIComponent(found[2]) : null } : {};
  } catch {
    return {};
  }
}

async function follow() {
  let { channel, thread = null } = here();
  if (!channelOf(channel)) [channel, thread] = [store.channels[0]?.id ?? null, null];
  if (!channel) return;
  const [moved, turned] = [channel !== store.channel, thread !== store.thread];
  Object.assign(store, { channel, thread });
  store.unread.delete(channel);
  drawSide(byId("side"), { go, leave });
  if (moved) await showChannel();
  if (moved || turned) await showThread();
  title();
}

// ---- the channel

async function showChannel() {
  const channel = channelOf(store.channel);
  byId("channel").dataset.channel = channel.id;
  parts.name.replaceChildren(icon(channel.private ? "lock" : "hash"), channel.name);
  parts.topic.textContent = channel.private ? words.emptyPrivate : channel.topic;
  parts.composer.input.placeholder = words.composeChannel(channel.name);
  parts.composer.recall();
  parts.log.list.replaceChildren();
  drawEmpty();
  await parts.log.fill().catch((error) => toast(error.message));
  parts.composer.input.focus({ preventScroll: true });
}

function drawEmpty() {
  const channel = channelOf(store.channel);
  const example = (text) => h("li", {}, h("button", { type: "button", class: "example", data: { example: "" }, on: { click: () => parts.composer.fill(text) } },
    h("span", { class: "command" }, "/imagine"), text.replace("/imagine", "")));
  parts.log.empty.replaceChildren(
    h("img", { src: "/static/easel.svg", alt: "", width: 88, height: 88 }),
    h("h2", {}, words.emptyTitle),
    h("p", {}, words.emptyText, channel.private ? ` ${words.emptyPrivate}` : ""),
    h("p", { class: "hint", id: "examples" }, words.examplesLabel),
    h("ul", { class: "examples", "aria-labelledby": "examples" }, words.examples.map(example)));
}

// ---- the thread

async function showThread() {
  const panel = byId("thread");
  const open = Boolean(store.thread);
  byId("studio").classList.toggle("threaded", open);
  panel.hidden = !open;
  if (!open) {
    const link = byId("channel").querySelector(`[data-open-thread="${CSS.escape(panel.dataset.thread ?? "")}"]`);
    if (panel.dataset.thread) (opener?.isConnected ? opener : link ?? parts.composer.input).focus();
    opener = null;
    delete panel.dataset.thread;
    return;
  }
  panel.dataset.thread = store.thread;
  parts.replies.list.replaceChildren();
  parts.answer.recall();
  parts.strip.replaceChildren();
  await Promise.all([parts.replies.fill(), growTree()]).catch((error) => toast(error.message));
  parts.answer.input.focus({ preventScroll: true });
}

const closeThread = () => go(store.channel);

async function growTree() {
  const { channel, thread } = store;
  if (!thread) return;
  const { versions } = await get("/api/tree", { channel, thread });
  if (thread === store.thread) { parts.versions = versions; drawStrip(); }
}

function drawStrip() {
  const versions = parts.versions ?? [];
  parts.treeCount.textContent = versions.length > 1 ? words.versions(versions.length) : "";
  const strip = parts.strip;
  const at = strip.scrollLeft;
  strip.hidden = versions.length < 2;
  if (strip.hidden) return strip.replaceChildren();
  const focused = strip.contains(document.activeElement) ? document.activeElement.dataset.version : null;
  strip.replaceChildren(drawTree(versions, store.channel, { choose: chooseVersion, chosen: parts.answer.replying?.id ?? null }));
  const head = strip.querySelector("li.head");
  strip.scrollLeft = at || (head ? head.offsetLeft : 0);
  if (focused) strip.querySelector(`button[data-version="${focused}"]`)?.focus();
}

function chooseVersion(node) {
  const figure = parts.replies.find(node.picture);
  figure?.scrollIntoView({ block: "nearest" });
  figure?.classList.add("found");
  setTimeout(() => figure?.classList.remove("found"), 1600);
  parts.answer.reply({ id: node.picture, version: node.version, alt: node.words });
}

// ---- what people do

const acts = {
  open(message) {
    opener = document.activeElement;
    go(message.channel, message.thread ?? message.id);
  },
  async reply(message, picture) {
    const root = message.thread ?? message.id;
    opener ??= document.activeElement;
    if (store.thread !== root) {
      sessionStorage.setItem(`easel.draft:${store.me.person.id}:${message.channel}:${root}`, JSON.stringify({ text: "", uploads: [], replying: picture }));
      go(message.channel, root);
    } else {
      parts.answer.reply(picture);
      parts.answer.input.focus();
    }
  },
  async press(message, button, element) {
    const asked = button.asks ? await askFor(button.label, button.asks) : "";
    if (asked === null) return;
    element.disabled = true;
    const root = message.thread ?? message.id;
    try {
      await ask("POST", "/api/press", { id: uuid(), channel: message.channel, thread: root, command: button.command, target: button.target, words: asked });
      if (store.thread !== root && button.command !== "cancel") acts.open(message);
    } catch (error) {
      toast(error.message, error.card?.incident ? words.incident(error.card.incident) : "");
    } finally {
      element.disabled = false;
    }
  },
};

// ---- what comes

on("message", (message, { fresh, live, before }) => {
  if (parts.log.has(message) && live) parts.log.put(message);
  else if (parts.log.has(message) && parts.log.items.has(message.id)) parts.log.put(message);
  if (store.thread && parts.replies.has(message) && (live || parts.replies.items.has(message.id))) parts.replies.put(message);
  if (!live) return;
  const ended = message.card && message.card.kind !== "progress" && (fresh || before?.card?.kind === "progress");
  if (ended) refresh();
  if (store.thread && parts.replies.has(message) && message.card && message.card.kind !== "progress") growTree().catch(() => null);
  if ((fresh && !message.author.me && message.card?.kind !== "progress") || ended) announce(`${message.author.name}: ${spoken(message)}`);
  if (fresh && !message.author.me) {
    if (document.hidden) store.missed += 1;
    if (!channelOf(message.channel)) loadChannels();
    if (!message.author.easel && !store.me.people.some((each) => each.name === message.author.name)) refresh();
    if (message.channel !== store.channel) { store.unread.add(message.channel); drawSide(byId("side"), { go, leave }); }
  }
  title();
});

on("pending", (id) => { parts.log.pending(id); if (store.thread) parts.replies.pending(id); });
on("channels", () => { if (store.channel) drawSide(byId("side"), { go, leave }); });
on("connected", (well) => {
  const banner = byId("offline");
  if (banner.hidden === well) return;
  banner.hidden = well;
  banner.textContent = well ? "" : words.offline;
  if (well) pushAll();
  title();
});

const spoken = (message) => [message.card?.title, message.text || message.card?.text, ...(message.card?.pictures ?? []).map((picture) => picture.alt)].filter(Boolean).join(". ");

let refreshing;
function refresh() {
  clearTimeout(refreshing);
  refreshing = setTimeout(async () => {
    const me = await get("/api/me").catch(() => null);
    if (!me?.person) return;
    Object.assign(store.me, { quota: me.quota, people: me.people });
    drawQuota();
    for (const composer of [parts.composer, parts.answer]) if (composer.input === document.activeElement) composer.completion.update();
  }, 200);
}

function drawQuota() {
  const { left, limit, renews_at } = store.me.quota;
  parts.quota.textContent = words.quota(left, limit);
  parts.quota.dataset.left = left;
  parts.quota.title = words.quotaTitle(new Date(renews_at).toLocaleTimeString([], { timeStyle: "short" }));
  parts.quota.style.setProperty("--left", String(limit ? left / limit : 0));
}

function title() {
  const drawing = [...store.messages.values()].some((message) => message.card?.progress && message.channel === store.channel);
  const channel = channelOf(store.channel);
  document.title = [store.missed ? `(${store.missed})` : "", drawing ? words.drawing : "", channel ? `#${channel.name} · ${words.product}` : words.product].filter(Boolean).join(" ");
}

// ---- the whole

function build() {
  const scope = { log: () => ({ channel: store.channel, thread: null }), replies: () => ({ channel: store.channel, thread: store.thread }) };
  const side = byId("side");
  const channel = byId("channel");
  parts.composer = new Composer("channel", channel, scope.log);
  parts.name = h("h1", { id: "channel-title" });
  parts.topic = h("p", { class: "topic" });
  parts.quota = h("p", { id: "quota", class: "quota" });
  parts.notices = h("div", { class: "notices" });
  const log = h("div", { class: "log", role: "log", "aria-live": "off", "aria-label": words.messages, tabindex: "0", data: { log: "channel" } });
  channel.replaceChildren(
    h("header", { class: "bar" }, iconButton("menu", words.menu, { class: "side-open", on: { click: () => { side.classList.add("out"); side.querySelector("a")?.focus(); } } }), h("div", { class: "what" }, parts.name, parts.topic), parts.quota),
    parts.notices, log, parts.composer.form, h("p", { class: "drop-here", "aria-hidden": "true" }, words.dropHere));
  parts.log = new Log(log, scope.log, { ...acts, again: (item) => parts.composer.restore(item) });

  const thread = byId("thread");
  parts.answer = new Composer("thread", thread, scope.replies);
  parts.answer.input.placeholder = words.composeThread;
  parts.answer.onReply = drawStrip;
  parts.strip = h("div", { class: "strip", data: { strip: "" }, hidden: true });
  parts.treeCount = h("p", { class: "topic", id: "tree-count" });
  const replies = h("div", { class: "log", role: "log", "aria-live": "off", "aria-label": words.threadMessages, tabindex: "0", data: { log: "thread" } });
  thread.replaceChildren(
    h("header", { class: "bar" }, iconButton("back", words.back, { class: "thread-back", on: { click: closeThread } }), h("div", { class: "what" }, h("h1", { id: "thread-title" }, words.thread), parts.treeCount), iconButton("close", words.close, { class: "thread-close", data: { closeThread: "" }, on: { click: closeThread } })),
    parts.strip, replies, parts.answer.form, h("p", { class: "drop-here", "aria-hidden": "true" }, words.dropHere));
  parts.replies = new Log(replies, scope.replies, { ...acts, again: (item) => parts.answer.restore(item) });
}

function drawNotices() {
  const gone = JSON.parse(sessionStorage.getItem(DISMISSED) ?? "[]");
  parts.notices.replaceChildren(...store.me.notices.filter((notice) => !gone.includes(notice)).map((notice) => {
    const shown = h("div", { class: "notice", role: "note" }, icon("brush"), h("p", {}, notice), iconButton("close", words.dismiss, { on: { click: () => {
      sessionStorage.setItem(DISMISSED, JSON.stringify([...gone, notice]));
      shown.remove();
    } } }));
    return shown;
  }));
}

async function leave() {
  await ask("POST", "/api/leave", {}).catch(() => null);
  for (const key of Object.keys(sessionStorage)) if (key.startsWith("easel.")) sessionStorage.removeItem(key);
  location.reload();
}

async function start() {
  const me = await get("/api/me").catch(() => null);
  if (!me) { byId("offline").hidden = false; byId("offline").textContent = words.offline; return setTimeout(start, 2000); }
  byId("offline").hidden = true;
  if (!me.person) { stop(); return showDoor(me.password_demanded, start); }
  allow(me.csrf);
  Object.assign(store, { me, seq: me.seq, channel: null, thread: null });
  store.messages.clear();
  build();
  byId("studio").hidden = false;
  drawQuota();
  drawNotices();
  await loadChannels();
  recallOutbox();
  listen();
  await follow();
}

// Another name in another tab, or no session any more: drafts and what is on its way are kept under one's own name.
onStranger(async () => {
  const me = await get("/api/me").catch(() => null);
  if (me && me.person?.id !== store.me?.person.id) location.reload();
});
addEventListener("hashchange", () => { if (store.me) follow(); });
addEventListener("click", (event) => { if (!event.target.closest("#side, .side-open, dialog")) byId("side").classList.remove("out"); });
addEventListener("keydown", (event) => { if (event.key === "Escape") byId("side").classList.remove("out"); });
addEventListener("keydown", (event) => { if (event.key === "Escape" && store.thread && !document.querySelector("dialog[open]") && !event.defaultPrevented) closeThread(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) { store.missed = 0; if (store.me) { title(); loadChannels().catch(() => null); } } });

start();
