// What the page knows: who is here, the channels, the messages by id, and what is on its way.

import { ask, get, Refusal } from "./api.js";

const OUTBOX = "easel.outbox";

export const store = {
  me: null,
  channels: [],
  channel: null,
  thread: null,
  messages: new Map(),
  pending: new Map(),
  unread: new Set(),
  missed: 0,
  seq: 0,
};

const heard = new Map();

export function on(type, hear) {
  heard.set(type, [...(heard.get(type) ?? []), hear]);
}

export function tell(type, ...what) {
  for (const hear of heard.get(type) ?? []) hear(...what);
}

export const channelOf = (id) => store.channels.find((channel) => channel.id === id) ?? null;

/** Keep a message where it is newer than what is known; say whether it was unknown. */
export function take(message, live = false) {
  const known = store.messages.get(message.id);
  if (known && known.seq >= message.seq) return;
  store.messages.set(message.id, message);
  for (const file of store.pending.get(message.id)?.uploads ?? []) if (file.blob) URL.revokeObjectURL(file.blob);
  if (store.pending.delete(message.id)) keepOutbox();
  tell("message", message, { fresh: !known, live, before: known });
}

export async function load(channel, thread, before) {
  const page = await get("/api/messages", { channel, thread, before });
  for (const message of page.messages) take(message);
  return page;
}

export async function loadChannels() {
  store.channels = (await get("/api/channels")).channels;
  tell("channels");
}

// ---- what is on its way

export function send(item) {
  store.pending.set(item.id, { ...item, at: new Date().toISOString(), state: "sending", tries: 0 });
  keepOutbox();
  push(item.id);
}

export function discard(id) {
  store.pending.delete(id);
  keepOutbox();
  tell("pending", id);
}

export async function push(id) {
  const item = store.pending.get(id);
  if (!item || item.busy) return;
  clearTimeout(item.timer);
  Object.assign(item, { busy: true, state: item.tries ? item.state : "sending" });
  tell("pending", id);
  try {
    const { message, thread } = await ask("POST", "/api/messages", {
      id, channel: item.channel, thread: item.thread, text: item.text,
      uploads: item.uploads.map((file) => file.source), replies_to: item.replies_to?.id ?? null,
    });
    take(message);
    store.pending.delete(id);
    // Said outside of any thread, and answered in one: there it is to be seen.
    if (thread && !item.thread) tell("answered", { channel: item.channel, thread });
  } catch (error) {
    const final = error instanceof Refusal && !error.again;
    Object.assign(item, { busy: false, tries: item.tries + 1, state: final ? "refused" : "unsent", reason: final ? error.message : "" });
    if (!final) item.timer = setTimeout(() => push(id), Math.min(15000, 1000 * 2 ** Math.min(item.tries, 4)));
  }
  keepOutbox();
  tell("pending", id);
}

export function pushAll() {
  for (const [id, item] of store.pending) if (item.state !== "refused") push(id);
}

function keepOutbox() {
  const items = [...store.pending.values()].map(({ timer, busy, ...item }) => ({
    ...item, uploads: item.uploads.map(({ source, name }) => ({ source, name })),
  }));
  sessionStorage.setItem(OUTBOX, JSON.stringify({ who: store.me?.person.id, items }));
}

export function recallOutbox() {
  const kept = JSON.parse(sessionStorage.getItem(OUTBOX) ?? "null");
  if (!kept || kept.who !== store.me.person.id) return;
  for (const item of kept.items) store.pending.set(item.id, { ...item, tries: 0 });
  pushAll();
}
