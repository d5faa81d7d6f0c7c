// Dialogs: shown until they are closed, and focus goes back to where it was.

import { h, iconButton } from "./dom.js";
import { words } from "./words.js";

export function show(dialog) {
  const from = document.activeElement;
  dialog.append(h("div", { class: "unseen announcer", "aria-live": "polite" }));
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (!from?.isConnected) return;
    // Chromium gives the focus back by itself, but leaves the caret behind: what is typed then goes nowhere.
    from.blur();
    from.focus({ preventScroll: true });
  });
  dialog.showModal();
}

/** Close a dialog where one presses beside it. */
export function closeBeside(dialog) {
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
}

export const closeButton = (dialog, props = {}) => iconButton("close", words.close, { ...props, on: { click: () => dialog.close() } });

/** Ask for a text that a button needs; resolve to null where it is called off. */
export function askFor(label, asks) {
  const input = h("textarea", { id: "asked", rows: 3, placeholder: asks.placeholder, required: asks.required, maxlength: 4000 });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    input.form.requestSubmit();
  });
  const fields = [h("label", { for: "asked" }, asks.label), input];
  return form({ label, go: label, name: "asked", fields, first: input, answer: () => (asks.required && !input.value.trim() ? undefined : input.value.trim()) });
}

/** Ask for a new channel; resolve to its name and privacy, null where it is called off. */
export function askForChannel() {
  const name = h("input", { id: "channel-name", required: true, maxlength: 40, autocomplete: "off", "aria-describedby": "channel-name-hint" });
  const mine = h("input", { id: "channel-private", type: "checkbox" });
  const fields = [
    h("label", { for: "channel-name" }, words.channelName), name,
    h("p", { class: "hint", id: "channel-name-hint" }, words.channelHint),
    h("label", { class: "check" }, mine, h("span", {}, words.channelPrivate, h("small", {}, words.channelPrivateHint))),
  ];
  const answer = () => (name.value.trim() ? { name: name.value.trim(), private: mine.checked } : undefined);
  return form({ label: words.addChannel, go: words.create, name: "new-channel", fields, first: name, answer });
}

function form({ label, go, name, fields, first, answer }) {
  return new Promise((resolve) => {
    let given = null;
    const done = (event) => {
      event.preventDefault();
      const now = answer();
      if (now === undefined) return first.focus();
      given = now;
      dialog.close();
    };
    const dialog = h("dialog", { class: "sheet", "aria-labelledby": `${name}-title`, data: { ask: "" } },
      h("form", { on: { submit: done } },
        h("h2", { id: `${name}-title` }, label),
        fields,
        h("div", { class: "actions" },
          h("button", { type: "button", class: "button quiet", on: { click: () => dialog.close() } }, words.cancel),
          h("button", { type: "submit", class: "button primary" }, go))));
    dialog.addEventListener("close", () => resolve(given));
    show(dialog);
    first.focus();
  });
}
