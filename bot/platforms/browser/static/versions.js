// What is known of versions: the trees that were fetched, and the pictures that cards have shown.

import { get } from "./api.js";
import { store } from "./store.js";

/** Fetch a thread's versions, in order: deleted ones keep their place among them. */
export async function treeOf(channel, thread) {
  return (await get("/api/tree", { channel, thread })).versions;
}

export const kept = (versions) => versions.filter((each) => !each.deleted);

/** Fetch a thread's versions that can be looked at, in order. */
export const versionsOf = async (channel, thread) => kept(await treeOf(channel, thread));

/** Return what a card has said of a picture (its size, what it shows), null where none has. */
export function pictureKnown(id) {
  for (const message of store.messages.values()) {
    const found = message.card?.pictures.find((each) => each.id === id);
    if (found) return found;
  }
  return null;
}

export const headOf = (versions) => versions.find((each) => each.head) ?? versions.at(-1) ?? null;
export const versionNamed = (versions, number) => versions.find((each) => each.version === number) ?? null;

/** Return what a version is best compared with: what it came from, else the one beside it. */
export function partnerOf(versions, node) {
  const place = versions.indexOf(node);
  return versionNamed(versions, node.parent) ?? versions[place - 1] ?? versions[place + 1] ?? null;
}

/** Return what stands on a picture for who does not see it. */
export const altOf = (node) => pictureKnown(node.picture)?.alt || node.words;
