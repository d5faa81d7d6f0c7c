// Completion in a composer: commands, their options and choices, and people.

import { h } from "./dom.js";
import { store } from "./store.js";
import { words } from "./words.js";

let lists = 0;

export class Completion {
  constructor(input, list) {
    Object.assign(this, { input, list, found: [], active: -1, id: `completion-${++lists}` });
    list.id = this.id;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", words.commands);
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.id);
    input.addEventListener("input", () => this.update());
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.close();
  }

  get open() {
    return !this.list.hidden;
  }

  update() {
    const text = this.input.value.slice(0, this.input.selectionStart);
    const { from, found, eager } = suggest(text);
    const typed = text.slice(from);
    this.from = from;
    this.found = found.length === 1 && found[0].text === typed ? [] : found.slice(0, 8);
    this.active = eager && this.found.length ? 0 : -1;
    this.draw();
  }

  draw() {
    this.list.hidden = !this.found.length;
    this.list.replaceChildren(...this.found.map((each, place) =>
      h("li", { id: `${this.id}-${place}`, role: "option", "aria-selected": String(place === this.active), data: { completes: each.text }, on: { mousedown: (event) => { event.preventDefault(); this.take(place); } } },
        h("b", {}, each.text.trim()), h("span", {}, each.help))));
    if (this.active >= 0) this.input.setAttribute("aria-activedescendant", `${this.id}-${this.active}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    this.found = [];
    this.active = -1;
    this.draw();
  }

  take(place) {
    const chosen = this.found[place].text;
    const end = this.input.selectionStart;
    this.input.setRangeText(chosen, this.from, end, "end");
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

function suggest(text) {
  const command = /^\/(\S*)$/.exec(text);
  if (command) {
    const typed = command[1].toLowerCase();
    const found = store.me.commands.filter((each) => each.name.startsWith(typed));
    return { from: 0, eager: true, found: found.map((each) => ({ text: `/${each.name} `, help: each.help })) };
  }
  const token = /\S*$/.exec(text)[0];
  const from = text.length - token.length;
  if (token.startsWith("@")) {
    const typed = token.slice(1).toLowerCase();
    const people = [{ name: words.product }, ...store.me.people.filter((each) => each.user !== store.me.person.user)];
    return { from, eager: true, found: people.filter((each) => each.name.toLowerCase().startsWith(typed)).map((each) => ({ text: `@${each.name} `, help: "" })) };
  }
  const name = /^\/(\S+)\s/.exec(text)?.[1].toLowerCase();
  const spec = store.me.commands.find((each) => each.name === name);
  if (!spec) return { from, found: [] };
  return { from, eager: false, found: options(spec, token, text.trim() === `/${name}`) };
}

function options(spec, token, first) {
  const [name, typed] = token.toLowerCase().split(/:(.*)/);
  if (typed !== undefined) {
    const option = spec.options.find((each) => each.name === name);
    const choices = option?.kind === "flag" ? ["yes", "no"] : option?.choices ?? [];
    return choices.filter((each) => each.startsWith(typed)).map((each) => ({ text: `${name}:${each} `, help: option.help }));
  }
  if (!first && name.length < 2) return [];
  const named = spec.options.filter((each) => each.kind !== "image" && each.name.startsWith(name));
  return named.map((each) => ({ text: `${each.name}:`, help: each.help }));
}
