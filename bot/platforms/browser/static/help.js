// The help sheet: what to say, the keys, and the way back to the tour.

import { closeBeside, closeButton, show } from "./dialogs.js";
import { h } from "./dom.js";
import { singleKeys } from "./keys.js";
import { startTour } from "./tour.js";
import { words } from "./words.js";

export function openHelp() {
  const dialog = h("dialog", { class: "sheet help", "aria-labelledby": "help-title", data: { helpSheet: "" } });
  const rows = (pairs) => h("dl", {}, pairs);
  const on = h("input", { type: "checkbox", id: "single-keys" });
  on.checked = singleKeys.on;
  on.addEventListener("change", () => { singleKeys.on = on.checked; });
  dialog.append(h("div", { class: "inside" },
    h("div", { class: "top" }, h("h2", { id: "help-title" }, words.helpTitle), closeButton(dialog)),
    h("div", { class: "columns" },
      h("section", { class: "say" }, h("h3", {}, words.helpSay), rows(words.helpSayings.map(([say, does]) => h("div", {}, h("dt", {}, say), h("dd", {}, does))))),
      h("section", {}, h("h3", {}, words.helpKeys), rows(singleKeys.list.map(([keys, does]) => h("div", {}, h("dt", {}, does), h("dd", {}, keys.map((key) => h("kbd", {}, key))))))),
    ),
    h("p", { class: "hint" }, words.helpKeysHint),
    h("label", { class: "check" }, on, h("span", {}, words.singleKeys, h("small", {}, words.singleKeysHint))),
    h("div", { class: "actions" }, h("button", { type: "button", class: "button primary", data: { takeTour: "" }, on: { click: () => { dialog.close(); startTour(); } } }, words.takeTour))));
  closeBeside(dialog);
  show(dialog);
}
