// What stands beside a picture: its state and what may be done, what was asked, how it was made, where it is kept.

import { askFor, show } from "/static/dialogs.js";
import { announce, toast } from "/static/dom.js";
import { get, imageAt, personAt } from "./net.js";
import { choice, popover } from "./popover.js";
import { act } from "./stars.js";
import { h, redraw, sign, signButton, stateMark, when } from "./ui.js";
import { words } from "./words.js";

const SAVES = ["original", "png", "jpeg", "webp"];

export class Facts {
  constructor(page) {
    this.page = page;
    this.element = h("aside", { class: "facts", "aria-label": words.settings });
    this.element.append(...[1, 2, 3, 4].map(() => h("div", { class: "skeleton line" })));
  }

  draw(picture) {
    this.picture = picture;
    const own = !picture.lender;
    redraw(this.element,
      this.title(), own ? this.state() : h("p", { class: "lent" }, words.lentText(picture.lender)),
      this.prompt(), own && this.kept(), this.settings(), this.downloads(), own && picture.history.length > 0 && this.history());
  }

  /** Do something with the picture, and show what became of it. */
  async act(name, said = "") {
    try {
      const { card, picture } = await act(this.picture, name, said);
      this.page.take(picture);
      const offered = card?.kind === "offer" && card.buttons.find((each) => each.command === "name_newest");
      if (offered) await this.offer(card.text, offered);
      else if (card?.text) announce(card.text);
      return true;
    } catch (error) {
      toast(error.message, error.incident && words.incident(error.incident));
      return false;
    }
  }

  /** Ask whether a name that another picture has is to mean this one as its newest version. */
  async offer(text, { label, target }) {
    if (await confirmed(text, label)) await this.act("version", target.slice(this.picture.id.length + 1));
  }

  title() {
    const { picture } = this;
    return h("header", {},
      h("div", { class: "line" },
        h("h1", {}, picture.handles.length ? picture.handles.map((handle) => `@${handle}`).join(" ") : picture.words.length > 90 ? `${picture.words.slice(0, 88)}…` : picture.words || words.untitled(picture.version)),
        h("button", { type: "button", class: `star ${picture.starred ? "on" : ""}`, "aria-pressed": String(picture.starred), title: picture.starred ? words.unstar : words.star, data: { star: "", key: "star" }, on: { click: () => this.page.star() } },
          sign("star"), h("span", { class: "unseen" }, picture.starred ? words.unstar : words.star), picture.stars > 0 && h("span", {}, h("span", { "aria-hidden": "true" }, picture.stars), h("span", { class: "unseen" }, `, ${words.stars(picture.stars)}`)))),
      h("p", { class: "byline" }, h("span", {}, `v${picture.version}`), picture.lender ? h("span", {}, picture.person) : h("a", { href: personAt(picture.user) }, picture.person), when(picture.at), picture.private && h("span", { class: "private" }, sign("lock"), words.privateHint)));
  }

  // ---- what the team says of it

  state() {
    const { picture } = this;
    const moves = picture.moves.map((state) => h("button", {
      type: "button", class: `button ${state === "approved" ? "primary" : state === "retired" || state === "draft" ? "quiet" : ""}`, data: { move: state, key: `move-${state}` },
      on: { click: () => this.move(state) },
    }, words.moves[state]));
    return h("section", { class: "standing", "aria-labelledby": "state-title" }, h("h2", { id: "state-title", class: "unseen" }, words.state), stateMark(picture.state), h("div", { class: "moves" }, moves));
  }

  async move(state) {
    if (state !== "changes") return this.act(state);
    const said = await askFor(words.moves.changes, { label: words.comment, placeholder: words.commentHint, required: true });
    if (said) await this.act("changes", said);
  }

  // ---- the words

  prompt() {
    const { picture } = this;
    if (!picture.words) return null;
    const copy = async () => {
      try {
        await navigator.clipboard.writeText(picture.words);
        announce(words.copiedNow);
        button.replaceChildren(sign("check"), words.copiedNow);
        setTimeout(() => button.replaceChildren(sign("copy"), words.copy), 2000);
      } catch {
        toast(words.notCopied);
      }
    };
    const button = h("button", { type: "button", class: "link", data: { copy: "", key: "copy" }, on: { click: copy } }, sign("copy"), words.copy);
    return h("section", { class: "prompt" }, h("div", { class: "line" }, h("h2", {}, words.prompt), button), h("p", { data: { prompt: "" } }, picture.words),
      picture.notes.length > 0 && h("ul", { class: "notes" }, picture.notes.map((note) => h("li", {}, note))));
  }

  // ---- where it is kept

  kept() {
    return h("section", { class: "kept" }, this.names(), this.tags(), this.collections());
  }

  group(name, ...parts) {
    return h("div", { class: "group" }, h("h2", {}, name), h("div", { class: "bits" }, parts.flat()));
  }

  names() {
    const add = h("button", { type: "button", class: "bit add", data: { addName: "", key: "add-name" } }, sign("add"), words.name);
    popover(add, words.name, (sheet, close) => sheet.append(one({ label: words.nameLabel, hint: words.nameHint, why: words.nameWhy, done: async (said) => { close(); await this.act("name", said); } })));
    return this.group(words.names, this.picture.handles.map((handle) => h("span", { class: "bit name" }, `@${handle}`)), add);
  }

  tags() {
    const add = h("button", { type: "button", class: "bit add", data: { addTag: "", key: "add-tag" } }, sign("add"), words.addTag);
    popover(add, words.addTag, (sheet, close) => {
      const list = h("div", { class: "choices" });
      const done = async (said) => { close(); await this.act("tag", said); };
      const form = one({ label: words.addTag, hint: words.tagHint, done });
      const look = async (typed) => {
        const { found } = await get("/complete", { what: "tags", typed }).catch(() => ({ found: [] }));
        list.replaceChildren(...found.filter(({ value }) => !this.picture.tags.includes(value)).slice(0, 6).map(({ label, value }) => choice(label, { value, pick: () => done(value) })));
      };
      form.querySelector("input").addEventListener("input", (event) => look(event.target.value));
      sheet.append(form, list);
      look("");
    });
    return this.group(words.tags, this.picture.tags.map((tag) => h("span", { class: "bit" }, h("a", { href: `/library?tag=${encodeURIComponent(tag)}` }, tag), signButton("close", words.removeTag(tag), { data: { untag: tag }, on: { click: async () => { await this.act("untag", tag); this.element.querySelector("[data-add-tag]")?.focus(); } } }))), add);
  }

  collections() {
    const inside = this.picture.collections;
    const add = h("button", { type: "button", class: "bit add", data: { collect: "", key: "collect" } }, sign("add"), words.choose);
    popover(add, words.inCollections, async (sheet, close) => {
      const list = h("div", { class: "choices" });
      sheet.append(list, one({ label: words.newCollection, hint: words.newCollectionHint, done: async (said) => { close(); await this.act("collect", said); } }));
      const { collections } = await get("/collections").catch(() => ({ collections: [] }));
      list.replaceChildren(...collections.map((collection) => {
        const chosen = inside.some((each) => each.id === collection.id);
        return choice(collection.title, { value: collection.name, chosen, after: chosen && sign("check"), pick: () => { close(); this.act(chosen ? "uncollect" : "collect", collection.title); } });
      }));
    });
    return this.group(words.inCollections, inside.map((each) => h("a", { class: "bit", href: `/library/collections/${encodeURIComponent(each.id)}` }, each.title)), add);
  }

  // ---- how it was made

  settings() {
    const { picture } = this;
    const made = picture.operation !== "upload" && picture.operation !== "copy";
    const rows = [
      [words.facts.kind, words.operations[picture.operation] ?? picture.operation],
      [words.facts.model, made && picture.model], [words.facts.size, words.pixels(picture.width, picture.height)],
      [words.facts.quality, made && picture.quality !== "auto" && picture.quality], [words.facts.seed, made && picture.seed],
      [words.facts.cost, made && words.cost(picture.cost)], [words.facts.type, picture.type.replace("image/", "").toUpperCase()],
    ];
    return h("section", {}, h("h2", {}, words.settings), h("dl", { class: "rows" }, rows.filter(([, value]) => value).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, String(value))))));
  }

  downloads() {
    const { id } = this.picture;
    return h("section", {}, h("h2", {}, words.downloads), h("div", { class: "saves" }, SAVES.map((kind) => h("a", {
      class: "button", href: imageAt(id, `save/${kind}`), download: "", title: words.saveHint[kind], data: { save: kind, key: `save-${kind}` },
    }, kind === "original" && sign("download"), words.saves[kind]))));
  }

  history() {
    return h("section", { class: "history" }, h("h2", {}, words.history), h("ol", {}, [...this.picture.history].reverse().map((each) => h("li", { class: each.now },
      sign(each.now), h("div", {}, h("p", { class: "byline" }, h("span", {}, words.moved(each.now, each.person)), when(each.at)), each.comment && h("blockquote", {}, each.comment))))));
  }
}

/** Ask before something is done; resolve to whether it is. */
function confirmed(text, label) {
  return new Promise((resolve) => {
    let sure = false;
    const dialog = h("dialog", { class: "sheet", "aria-labelledby": "sure-text", data: { sure: "" } }, h("div", { class: "inside" },
      h("p", { id: "sure-text" }, text),
      h("div", { class: "actions" },
        h("button", { type: "button", class: "button quiet", on: { click: () => dialog.close() } }, words.cancel),
        h("button", { type: "button", class: "button primary", data: { yes: "" }, on: { click: () => { sure = true; dialog.close(); } } }, label))));
    dialog.addEventListener("close", () => resolve(sure));
    show(dialog);
    dialog.querySelector("[data-yes]").focus();
  });
}

/** A form of one line. */
function one({ label, hint, why = "", done }) {
  const input = h("input", { type: "text", id: "said", placeholder: hint, maxlength: 120, required: true, autocomplete: "off", data: { first: "" } });
  return h("form", { class: "single", on: { submit: (event) => { event.preventDefault(); if (input.value.trim()) done(input.value.trim()); } } },
    h("label", { for: "said" }, label), h("div", { class: "line" }, input, h("button", { type: "submit", class: "button primary" }, words.add)), why && h("p", { class: "hint" }, why));
}
