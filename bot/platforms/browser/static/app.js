// The page: puts the parts together, and follows the address.

import { allow, ask, get, onStranger } from "./api.js";
import { nextTheme } from "./appearance.js";
import { ChannelPanel } from "./channel.js";
import { openCompare } from "./compare.js";
import { askFor } from "./dialogs.js";
import { announce, toast, uuid } from "./dom.js";
import { showDoor } from "./enter.js";
import { listen, stop } from "./feed.js";
import { openHelp } from "./help.js";
import { listenForKeys } from "./keys.js";
import { drawSide, markLinks } from "./side.js";
import { channelOf, loadChannels, on, pushAll, recallOutbox, store } from "./store.js";
import { ThreadPanel } from "./thread.js";
import { tourOnce } from "./tour.js";
import { beginReading, hearReply, unreadThreads } from "./unread.js";
import { partnerOf, versionsOf } from "./versions.js";
import { openViewer } from "./viewer.js";
import { words } from "./words.js";

const byId = (id) => document.getElementById(id);
const page = { channel: null, thread: null, opener: null };

// ---- where we are

const addressOf = (channel, thread) => `#/c/${encodeURIComponent(channel)}${thread ? `/t/${encodeURIComponent(thread)}` : ""}`;
const go = (channel, thread = null) => { location.hash = addressOf(channel, thread); };
const closeThread = () => go(store.channel);
const side = () => {
  drawSide(byId("side"), { go, leave });
  page.channel.tellOfNews(store.unread.size > 0 || unreadThreads().length > 0);
};
const openSide = () => { byId("side").classList.add("out"); byId("side").querySelector("a")?.focus(); };

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
  side();
  if (moved) await page.channel.show();
  if (moved || turned) await showThread();
  title();
}

async function showThread() {
  byId("studio").classList.toggle("threaded", Boolean(store.thread));
  const left = await page.thread.show();
  if (!left) return;
  const link = byId("channel").querySelector(`[data-open-thread="${CSS.escape(left)}"]`);
  (page.opener?.isConnected ? page.opener : link ?? page.channel.composer.input).focus();
  page.opener = null;
}

// ---- what people do

const rootOf = (message) => message.thread ?? message.id;

const acts = {
  open(message) {
    page.opener = document.activeElement;
    go(message.channel, rootOf(message));
  },
  reply(message, picture) {
    page.opener ??= document.activeElement;
    if (store.thread === rootOf(message)) return page.thread.reply(picture);
    page.thread.composer.leave({ channel: message.channel, thread: rootOf(message), replying: picture });
    go(message.channel, rootOf(message));
  },
  view(message, picture) {
    openViewer(picture, { channel: message.channel, thread: rootOf(message), reply: (shown) => acts.reply(message, shown) });
  },
  async compare(message, picture) {
    const versions = await versionsOf(message.channel, rootOf(message)).catch((error) => toast(error.message));
    const after = versions?.find((each) => each.picture === picture.id);
    const before = after && partnerOf(versions, after);
    if (before) acts.against(versions, before, after, message.channel);
    else if (versions) toast(words.nothingToCompare);
  },
  against: (versions, before, after, channel) => openCompare(versions, { before, after, channel }),
  async press(message, button, element) {
    const asked = button.asks ? await askFor(button.label, button.asks) : "";
    if (asked === null) return;
    element.disabled = true;
    // What one person alone sees has no thread: what begins there is everybody's.
    const thread = message.private && !message.thread ? null : rootOf(message);
    try {
      await ask("POST", "/api/press", { id: uuid(), channel: message.channel, thread, command: button.command, target: button.target, words: asked });
      if (!thread) page.channel.log.toEnd();
      else if (store.thread !== thread && button.command !== "cancel") acts.open(message);
      // What answers the press is not to come in out of sight.
      else if (button.command !== "cancel") page.thread.log.toEnd();
    } catch (error) {
      toast(error.message, error.card?.incident ? words.incident(error.card.incident) : "");
    } finally {
      element.disabled = false;
    }
  },
};

// ---- keys

const current = () => (store.thread ? page.thread : page.channel);
const frames = () => [...current().log.list.querySelectorAll("button.frame")];
const frameHere = () => document.activeElement.closest("figure")?.querySelector("button.frame") ?? frames().at(-1);
const step = (way) => {
  const all = frames();
  const at = all.indexOf(document.activeElement);
  const next = all[at < 0 ? (way < 0 ? all.length - 1 : 0) : at + way];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
};

const keys = {
  help: openHelp,
  write() { const { composer } = current(); composer.fill(composer.input.value || "/"); composer.completion.update(); },
  reply() {
    if (store.thread) return page.thread.composer.input.focus();
    [...page.channel.log.list.querySelectorAll("[data-open-thread]")].at(-1)?.click();
  },
  next: Object.assign(() => step(1), { repeats: true }),
  previous: Object.assign(() => step(-1), { repeats: true }),
  view: () => (store.thread && !document.activeElement.closest("figure") ? page.thread.view() : frameHere()?.click()),
  compare: () => (store.thread ? page.thread.compare() : toast(words.nothingToCompare)),
  tree: () => page.thread.strip.querySelector('button[tabindex="0"]')?.focus(),
  original: () => frameHere()?.closest("figure").querySelector("[data-download]").click(),
  unread() {
    const [news] = unreadThreads();
    const channel = store.channels.find((each) => store.unread.has(each.id));
    if (news) go(news.channel, news.thread);
    else if (channel) go(channel.id);
  },
  theme: nextTheme,
};

// ---- what comes

on("message", (message, { fresh, live, before }) => {
  const { log } = page.channel;
  const replies = page.thread.log;
  if (log.has(message) && (live || log.items.has(message.id))) log.put(message);
  if (store.thread && replies.has(message) && (live || replies.items.has(message.id))) replies.put(message);
  if (!live) return;
  const ended = message.card && message.card.kind !== "progress" && (fresh || before?.card?.kind === "progress");
  if (ended) refresh();
  if (store.thread && replies.has(message) && message.card && message.card.kind !== "progress") page.thread.grow().catch(() => null);
  if ((fresh && !message.author.me && message.card?.kind !== "progress") || ended) announce(`${message.author.name}: ${spoken(message)}`);
  if (message.thread) hearReply(message, { fresh, ended, reading: message.thread === store.thread && !document.hidden });
  if (message.id === store.thread) page.thread.read();
  if (fresh && !message.author.me) {
    if (document.hidden) store.missed += 1;
    if (!channelOf(message.channel)) loadChannels();
    if (!message.author.easel && !store.me.people.some((each) => each.name === message.author.name)) refresh();
    if (message.channel !== store.channel) { store.unread.add(message.channel); side(); }
  }
  title();
});

on("unread", () => { if (store.channel) { side(); markLinks(page.channel.element); } });
on("pending", (id) => { page.channel.log.pending(id); if (store.thread) page.thread.log.pending(id); });
on("answered", ({ channel, thread }) => { if (channel === store.channel) go(channel, thread); });
on("channels", () => { if (store.channel) side(); });
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
    page.channel.drawQuota();
    for (const { composer } of [page.channel, page.thread]) if (composer.input === document.activeElement) composer.completion.update();
  }, 200);
}

function title() {
  const drawing = [...store.messages.values()].some((message) => message.card?.progress && message.channel === store.channel);
  const channel = channelOf(store.channel);
  document.title = [store.missed ? `(${store.missed})` : "", drawing ? words.drawing : "", channel ? `#${channel.name} · ${words.product}` : words.product].filter(Boolean).join(" ");
}

// ---- the whole

async function leave() {
  await ask("POST", "/api/leave", {}).catch(() => null);
  for (const key of Object.keys(sessionStorage)) if (key.startsWith("easel.")) sessionStorage.removeItem(key);
  location.reload();
}

async function start() {
  const me = await get("/api/me").catch(() => null);
  byId("offline").hidden = Boolean(me);
  if (!me) { byId("offline").textContent = words.offline; return setTimeout(start, 2000); }
  if (!me.person) { stop(); return showDoor(me.password_demanded, start); }
  allow(me.csrf);
  Object.assign(store, { me, seq: me.seq, channel: null, thread: null });
  store.messages.clear();
  page.channel = new ChannelPanel(byId("channel"), acts, openSide);
  page.thread = new ThreadPanel(byId("thread"), acts, closeThread);
  byId("studio").hidden = false;
  page.channel.drawQuota();
  page.channel.drawNotices();
  beginReading();
  await loadChannels();
  recallOutbox();
  listen();
  await follow();
  tourOnce();
}

function escape(event) {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const out = byId("side").classList.contains("out");
  byId("side").classList.remove("out");
  if (out) byId("channel").querySelector(".side-open").focus();
  else if (store.thread) closeThread();
  else if (store.me && document.activeElement === page.channel.composer.input) page.channel.log.element.focus();
}

// Another name in another tab, or no session any more: drafts and what is on its way are kept under one's own name.
onStranger(async () => {
  const me = await get("/api/me").catch(() => null);
  if (me && me.person?.id !== store.me?.person.id) location.reload();
});
addEventListener("hashchange", () => { if (store.me) follow(); });
addEventListener("click", (event) => { if (!event.target.closest("#side, .side-open, dialog")) byId("side").classList.remove("out"); });
addEventListener("keydown", escape);
document.addEventListener("visibilitychange", () => {
  if (document.hidden || !store.me) return;
  store.missed = 0;
  page.thread.read();
  title();
  loadChannels().catch(() => null);
});
listenForKeys(keys);
start();
