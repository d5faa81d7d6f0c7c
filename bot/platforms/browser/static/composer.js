// Where one writes: text, pictures from the picker, by drop or by paste, and the version replied to.

import { pictureAt, upload, uploadAt } from "./api.js";
import { Completion } from "./complete.js";
import { h, iconButton, toast, uuid } from "./dom.js";
import { send, store } from "./store.js";
import { openViewer } from "./viewer.js";
import { words } from "./words.js";

const DRAFTS = "easel.draft";

export class Composer {
  /** `scope` says channel and thread; `panel` is where files may be dropped. */
  constructor(name, panel, scope) {
    Object.assign(this, { name, panel, scope, uploads: [], replying: null, versions: [] });
    const id = `${name}-text`;
    this.input = h("textarea", { id, rows: 1, "aria-describedby": `${id}-hint`, autocomplete: "off", enterkeyhint: "send", data: { composer: name } });
    this.completion = new Completion(this.input, scope, () => this.versions);
    this.ideas = h("div", { class: "ideas", hidden: true });
    this.files = h("input", { type: "file", accept: "image/*", multiple: true, hidden: true, data: { files: name } });
    this.chips = h("div", { class: "chips" });
    this.attach = iconButton("attach", words.attach, { on: { click: () => this.files.click() } });
    this.go = iconButton("send", words.send, { type: "submit", class: "go", data: { send: name } });
    this.form = h("form", { class: "composer", on: { submit: (event) => { event.preventDefault(); this.submit(); } } },
      this.completion.box, this.completion.status, this.ideas, this.chips,
      h("label", { class: "unseen", for: id }, words.composeLabel),
      h("div", { class: "row" }, this.attach, this.input, this.go),
      this.files,
      h("p", { class: "hint", id: `${id}-hint` }, words.composeHint));
    this.hear();
  }

  hear() {
    this.input.addEventListener("input", () => { this.grow(); this.keep(); });
    addEventListener("resize", () => this.grow());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("paste", (event) => { if (this.add(event.clipboardData.files)) event.preventDefault(); });
    this.files.addEventListener("change", () => { this.add(this.files.files); this.files.value = ""; });
    let inside = 0;
    const over = (change) => { inside = Math.max(0, inside + change); this.panel.classList.toggle("dropping", inside > 0); };
    const holds = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
    this.panel.addEventListener("dragenter", (event) => { if (holds(event)) { event.preventDefault(); over(1); } });
    this.panel.addEventListener("dragover", (event) => { if (holds(event)) event.preventDefault(); });
    this.panel.addEventListener("dragleave", (event) => { if (holds(event)) over(-1); });
    this.panel.addEventListener("drop", (event) => {
      if (!holds(event)) return;
      event.preventDefault();
      over(-inside);
      this.add(event.dataTransfer.files);
    });
  }

  key(event) {
    if (event.isComposing) return;
    if (this.completion.key(event)) { event.preventDefault(); event.stopPropagation(); return; }
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); this.submit(); }
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 220)}px`;
    this.go.disabled = !this.input.value.trim() && !this.uploads.length;
  }

  // ---- files

  add(files) {
    const chosen = [...files].filter((file) => file.type.startsWith("image/") || !file.type);
    for (const file of files) if (!chosen.includes(file)) chosen.push(file);
    for (const file of chosen) {
      if (this.uploads.length >= store.me.uploads_most) { toast(words.tooMany(store.me.uploads_most)); break; }
      const most = store.me.upload_limit;
      if (file.size > most) { toast(words.tooBig(file.name, Math.floor(most / 1048576))); continue; }
      this.take(file);
    }
    return chosen.length;
  }

  async take(file) {
    const { channel } = this.scope();
    const item = { name: file.name || "picture", source: null, blob: URL.createObjectURL(file) };
    this.uploads.push(item);
    this.draw();
    try {
      item.source = (await upload(file, channel)).source;
    } catch (error) {
      this.remove(item);
      toast(error.message, error.card?.incident ? words.incident(error.card.incident) : "");
    }
    this.keep();
    this.draw();
  }

  remove(item) {
    this.uploads = this.uploads.filter((each) => each !== item);
    if (item.blob) URL.revokeObjectURL(item.blob);
    this.keep();
    this.draw();
  }

  /** Offer ways to begin; none takes them away. */
  suggest(label, ideas) {
    this.ideas.hidden = !ideas.length;
    this.ideas.replaceChildren(h("p", {}, label), ...ideas.map((text) => h("button", { type: "button", class: "idea", data: { idea: "" }, on: { click: () => this.fill(text) } }, text)));
  }

  // ---- the version replied to

  reply(picture) {
    this.replying = picture && { id: picture.id, version: picture.version, alt: picture.alt ?? "" };
    this.keep();
    this.draw();
    this.onReply?.(this.replying);
  }

  draw() {
    const { channel } = this.scope();
    this.chips.replaceChildren();
    if (this.replying) {
      const picture = this.replying;
      const label = picture.version ? words.replyingTo(picture.version) : words.replyingToPicture;
      this.chips.append(h("div", { class: "chip replying", data: { replying: picture.id, version: picture.version } },
        h("button", { type: "button", class: "thumb", "aria-label": words.open(picture.alt || label), on: { click: () => openViewer(picture, this.scope()) } },
          h("img", { src: pictureAt(picture.id, "thumb", channel), alt: "", on: { error: ({ target }) => target.classList.add("gone") } })),
        h("span", {}, label),
        iconButton("close", words.stopReplying, { on: { click: () => { this.reply(null); this.input.focus(); } } })));
    }
    for (const item of this.uploads) {
      this.chips.append(h("div", { class: `chip file ${item.source ? "" : "busy"}`, data: { attached: item.source ?? "" } },
        h("img", { src: item.blob ?? uploadAt(item.source, channel), alt: words.attachment }),
        h("span", {}, item.source ? item.name : words.attaching),
        iconButton("close", words.detach(item.name), { on: { click: () => this.remove(item) } })));
    }
    this.chips.hidden = !this.chips.childElementCount;
    this.grow();
  }

  // ---- sending and keeping

  submit() {
    const text = this.input.value.trim();
    if (this.uploads.some((item) => !item.source)) return;
    if (!text && !this.uploads.length) return;
    const { channel, thread } = this.scope();
    send({ id: uuid(), channel, thread, text, uploads: this.uploads, replies_to: this.replying });
    Object.assign(this, { uploads: [], replying: null });
    this.input.value = "";
    this.completion.close();
    this.keep();
    this.draw();
    this.onReply?.(null);
    this.input.focus();
  }

  fill(text) {
    this.input.value = text;
    this.input.focus();
    this.input.setSelectionRange(text.length, text.length);
    this.keep();
    this.grow();
  }

  restore(item) {
    this.uploads = item.uploads;
    this.replying = item.replies_to;
    this.fill(item.text);
    this.draw();
  }

  slot({ channel, thread } = this.scope()) {
    return `${DRAFTS}:${store.me.person.id}:${channel}:${thread ?? ""}`;
  }

  /** Leave a reply to a picture begun, in a thread that is about to be opened; what was written there stays. */
  leave({ channel, thread, replying }) {
    const slot = this.slot({ channel, thread });
    const kept = JSON.parse(sessionStorage.getItem(slot) ?? "null") ?? { text: "", uploads: [] };
    sessionStorage.setItem(slot, JSON.stringify({ ...kept, replying }));
  }

  keep() {
    const uploads = this.uploads.filter((item) => item.source).map(({ source, name }) => ({ source, name }));
    if (!this.input.value && !uploads.length && !this.replying) sessionStorage.removeItem(this.slot());
    else sessionStorage.setItem(this.slot(), JSON.stringify({ text: this.input.value, uploads, replying: this.replying }));
  }

  recall() {
    const kept = JSON.parse(sessionStorage.getItem(this.slot()) ?? "null");
    this.uploads = kept?.uploads ?? [];
    this.replying = kept?.replying ?? null;
    this.input.value = kept?.text ?? "";
    this.completion.close();
    this.draw();
    this.onReply?.(this.replying);
  }
}
