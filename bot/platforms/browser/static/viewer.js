// A picture at its full size, in a dialog.

import { pictureAt } from "./api.js";
import { h, icon, iconButton } from "./dom.js";
import { words } from "./words.js";

export function openPicture(picture, channel) {
  const image = h("img", { src: pictureAt(picture.id, "", channel), alt: picture.alt });
  const dialog = h("dialog", { class: "viewer", "aria-label": words.fullSize, data: { viewer: picture.id } },
    h("div", { class: "stand", on: { click: (event) => event.target === event.currentTarget && dialog.close() } }, image),
    h("footer", {},
      h("p", { class: "alt" }, picture.alt),
      h("a", { class: "button primary", href: pictureAt(picture.id, "original", channel), download: "" }, icon("download"), words.downloadOriginal),
      iconButton("close", words.close, { on: { click: () => dialog.close() } })));
  show(dialog);
}

/** Show a dialog until it is closed; focus goes back to where it was. */
function show(dialog) {
  const from = document.activeElement;
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (from?.isConnected) from.focus();
  });
  dialog.showModal();
}

/** Ask for a text that a button needs; resolve to null where it is called off. */
export function askFor(label, asks) {
  return new Promise((resolve) => {
    let answer = null;
    const input = h("textarea", { id: "asked", rows: 3, placeholder: asks.placeholder, required: asks.required, maxlength: 4000 });
    const done = (event) => {
      event.preventDefault();
      if (asks.required && !input.value.trim()) return input.focus();
      answer = input.value.trim();
      dialog.close();
    };
    input.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing) done(event); });
    const dialog = h("dialog", { class: "sheet", "aria-labelledby": "asked-title", data: { ask: "" } },
      h("form", { on: { submit: done } },
        h("h2", { id: "asked-title" }, label),
        h("label", { for: "asked" }, asks.label),
        input,
        h("div", { class: "actions" },
          h("button", { type: "button", class: "button quiet", on: { click: () => dialog.close() } }, words.cancel),
          h("button", { type: "submit", class: "button primary" }, label))));
    dialog.addEventListener("close", () => resolve(answer));
    show(dialog);
    input.focus();
  });
}

/** Ask for a new channel; resolve to its name and privacy, null where it is called off. */
export function askForChannel() {
  return new Promise((resolve) => {
    let answer = null;
    const name = h("input", { id: "channel-name", required: true, maxlength: 40, autocomplete: "off", "aria-describedby": "channel-name-hint" });
    const mine = h("input", { id: "channel-private", type: "checkbox" });
    const done = (event) => {
      event.preventDefault();
      if (!name.value.trim()) return name.focus();
      answer = { name: name.value.trim(), private: mine.checked };
      dialog.close();
    };
    const dialog = h("dialog", { class: "sheet", "aria-labelledby": "channel-title" },
      h("form", { on: { submit: done } },
        h("h2", { id: "channel-title" }, words.addChannel),
        h("label", { for: "channel-name" }, words.channelName),
        name,
        h("p", { class: "hint", id: "channel-name-hint" }, words.channelHint),
        h("label", { class: "check" }, mine, h("span", {}, words.channelPrivate, h("small", {}, words.channelPrivateHint))),
        h("div", { class: "actions" },
          h("button", { type: "button", class: "button quiet", on: { click: () => dialog.close() } }, words.cancel),
          h("button", { type: "submit", class: "button primary" }, words.create))));
    dialog.addEventListener("close", () => resolve(answer));
    show(dialog);
    name.focus();
  });
}
