// Which threads hold something that was not read yet. This browser remembers it, for each person by itself.

import { keep, recall } from "./kept.js";
import { store, tell } from "./store.js";

const MOST = 400;

// since: what was said up to there counts as read. seen: replies read of each thread. news: threads that spoke since.
const reads = { since: 0, seen: {}, news: {} };
const slot = () => `read:${store.me.person.id}`;

/** Take up what was read before; on the first visit, all that is there. */
export function beginReading() {
  Object.assign(reads, { since: store.seq, seen: {}, news: {} }, recall(slot(), {}));
  save();
}

export function isUnread(root) {
  if (root.id in reads.news) return true;
  const read = reads.seen[root.id] ?? (root.seq <= reads.since ? root.replies : 0);
  return root.replies > read;
}

/** Return unread threads, the newest first: `{channel, thread, title, picture}`. */
export function unreadThreads() {
  const known = [...store.messages.values()].filter((each) => !each.thread && each.replies && isUnread(each));
  const all = new Map(Object.entries(reads.news).map(([thread, news]) => [thread, { thread, ...news }]));
  for (const root of known) all.set(root.id, { thread: root.id, ...about(root) });
  return [...all.values()].filter((each) => store.channels.some((channel) => channel.id === each.channel)).reverse();
}

export function markRead(thread) {
  const root = store.messages.get(thread);
  const before = JSON.stringify([reads.seen[thread], thread in reads.news]);
  delete reads.news[thread];
  if (root?.replies) reads.seen[thread] = root.replies;
  if (before !== JSON.stringify([reads.seen[thread], false])) changed();
}

/** Hear of a reply: one's own, or one that is still being made, leaves nothing unread. */
export function hearReply(message, { fresh, ended, reading }) {
  const thread = message.thread;
  if (reading) return markRead(thread);
  if (message.author.me || message.card?.kind === "progress") {
    if (fresh) reads.seen[thread] = (reads.seen[thread] ?? 0) + 1;
    return save();
  }
  if (!fresh && !ended) return;
  reads.news[thread] = about(store.messages.get(thread) ?? message);
  changed();
}

const about = (message) => ({
  channel: message.channel,
  title: message.card?.text || message.text || message.card?.title || "",
  picture: message.card?.pictures[0]?.id ?? null,
});

function changed() {
  save();
  tell("unread");
}

function save() {
  const newest = (map) => Object.fromEntries(Object.entries(map).slice(-MOST));
  Object.assign(reads, { seen: newest(reads.seen), news: newest(reads.news) });
  keep(slot(), reads);
}
