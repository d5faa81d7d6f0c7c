// A channel's or thread's panel: its bar, its log, and where one writes.

import { Composer } from "./composer.js";
import { h } from "./dom.js";
import { Log } from "./log.js";
import { words } from "./words.js";

/** Fill an element with a panel; `bar` are the bar's parts, `middle` what stands between it and the log. */
export function fillPanel(element, { name, label, scope, acts, bar, middle }) {
  const composer = new Composer(name, element, scope);
  const log = h("div", { class: "log", role: "log", "aria-live": "off", "aria-label": label, tabindex: "0", data: { log: name } });
  element.replaceChildren(h("header", { class: "bar" }, bar), middle, log, composer.form, h("p", { class: "drop-here", "aria-hidden": "true" }, words.dropHere));
  return { composer, log: new Log(log, scope, { ...acts, again: (item) => composer.restore(item) }) };
}
