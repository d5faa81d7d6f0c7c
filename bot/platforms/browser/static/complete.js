// Completion in a composer: commands, their options and values, and people.
//
// A text of several lines cannot be a combobox by name (ARIA gives <textarea> no other role), so the box is a text box
// with everything else of that pattern: what it controls, what is active in there, and a word about how much was found.

import { get } from "./api.js";
import { h } from "./dom.js";
import { suggest } from "./suggest.js";
import { words } from "./words.js";

const MOST = 30;
const SAY_AFTER = 500;
const ASK_AFTER = 120;

let lists = 0;

export class Completion {
  /** `scope` says the channel, `versions` which versions there are to name. */
  constructor(input, scope, versions = () => []) {
    Object.assign(this, { input, scope, versions, found: [], active: -1, id: `completion-${++lists}` });
    this.list = h("ul", { class: "completion", id: this.id, role: "listbox", "aria-label": words.commands });
    this.heading = h("p", { class: "title", "aria-hidden": "true" });
    this.box = h("div", { class: "completion-box", hidden: true }, this.heading, this.list, h("footer", { "aria-hidden": "true" }, words.completionKeys.map(([key, does]) => h("span", {}, h("kbd", {}, key), ` ${does}`))));
    this.status = h("p", { class: "unseen", role: "status" });
    for (const [name, value] of [["aria-autocomplete", "list"], ["aria-haspopup", "listbox"], ["aria-controls", this.id]]) input.setAttribute(name, value);
    input.addEventListener("input", () => this.update());
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
  }

  get open() {
    return !this.box.hidden;
  }

  update() {
    const text = this.input.value.slice(0, this.input.selectionStart);
    const now = suggest(text, this.versions());
    clearTimeout(this.asking);
    if (now.ask) this.asking = setTimeout(() => this.ask(text, now), ASK_AFTER);
    // What stood there stays until the answer comes, where it completes the same.
    if (!now.ask || !this.open || now.from !== this.from || now.title !== this.heading.textContent) this.offer(text, now);
  }

  /** Fetch what completes a value; what was typed meanwhile has asked anew. */
  async ask(text, now) {
    const { suggestions } = await get("/api/suggest", { ...now.ask, channel: this.scope().channel }).catch(() => ({ suggestions: [] }));
    if (text !== this.input.value.slice(0, this.input.selectionStart) || document.activeElement !== this.input) return;
    this.offer(text, { ...now, found: [...now.found, ...suggestions.map(({ label, value }) => now.row(value, label))] });
  }

  offer(text, { from, found, eager, title }) {
    const typed = text.slice(from);
    this.from = from;
    this.found = found.length === 1 && found[0].text === typed ? [] : found.slice(0, MOST);
    this.active = eager && this.found.length ? 0 : -1;
    this.heading.textContent = title ?? "";
    this.draw();
    clearTimeout(this.saying);
    this.saying = setTimeout(() => { this.status.textContent = this.found.length ? words.suggestions(this.found.length) : ""; }, SAY_AFTER);
  }

  draw() {
    this.box.hidden = !this.found.length;
    this.heading.hidden = !this.heading.textContent;
    this.list.replaceChildren(...this.found.map((each, place) =>
      h("li", { id: `${this.id}-${place}`, role: "option", "aria-selected": String(place === this.active), data: { completes: each.text }, on: { mousedown: (event) => { event.preventDefault(); this.take(place); } } },
        h("b", {}, each.name), h("span", {}, each.help))));
    if (this.active >= 0) this.input.setAttribute("aria-activedescendant", `${this.id}-${this.active}`);
    else this.input.removeAttribute("aria-activedescendant");
    this.list.children[this.active]?.scrollIntoView({ block: "nearest" });
  }

  close() {
    clearTimeout(this.asking);
    clearTimeout(this.saying);
    this.status.textContent = "";
    this.found = [];
    this.active = -1;
    this.draw();
  }

  take(place) {
    const chosen = this.found[place].text;
    this.input.setRangeText(chosen, this.from, this.input.selectionStart, "end");
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Take a key that the open list answers to; say whether it did. */
  key(event) {
    if (!this.open) return false;
    const count = this.found.length;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) this.active = (this.active + steps[event.key] + (this.active < 0 && event.key === "ArrowUp" ? 1 : 0) + count) % count;
    else if (event.key === "Escape") return this.close(), true;
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && this.active >= 0) {
      const typed = this.input.value.slice(this.from, this.input.selectionStart);
      if (this.found[this.active].text.trim() === typed && event.key === "Enter") return this.close(), false;
      return this.take(this.active), true;
    } else return false;
    this.draw();
    return true;
  }
}
