// Keyboard shortcuts: single keys that never fire while one writes, and that can be switched off.

import { keep, recall } from "./kept.js";
import { tinykeys } from "./vendor/tinykeys.js";
import { words } from "./words.js";

const KEPT = "singleKeys";
const WRITING = "input, textarea, select, [contenteditable]";

const KEYS = {
  help: ["?"], write: ["/"], reply: ["r"], next: ["j"], previous: ["k"], view: ["v"], compare: ["c"],
  tree: ["t"], original: ["d"], unread: ["u"], theme: ["l"], leave: ["Esc"],
};

export const singleKeys = {
  get on() { return recall(KEPT, true); },
  set on(wanted) { keep(KEPT, wanted); },
  list: Object.entries(KEYS).map(([name, keys]) => [keys, words.shortcuts[name]]),
};

/** Listen for the keys; `acts` has a function for each but `leave`, which `leave` in there answers too. */
export function listenForKeys(acts) {
  const bindings = {};
  for (const [name, keys] of Object.entries(KEYS)) {
    if (name === "leave") continue;
    // Where a key stands differs between keyboards: some need Shift for it.
    for (const key of keys) for (const typed of [key, `Shift+${key}`]) bindings[typed] = (event) => fire(event, acts[name]);
  }
  tinykeys(window, bindings);
}

function fire(event, act) {
  if (event.defaultPrevented || event.isComposing || event.repeat && !act.repeats) return;
  if (event.target.closest?.(WRITING) || document.querySelector("dialog[open]") || !singleKeys.on) return;
  event.preventDefault();
  act();
}
