// The search and the filters: what they say stands in the address, so that going back undoes them.

import { get, stale } from "./net.js";
import { choice, popover } from "./popover.js";
import { h, redraw, sign, signButton } from "./ui.js";
import { words } from "./words.js";

export const NAMES = ["by", "tag", "collection", "is", "ratio", "colour", "since", "before", "starred", "mine"];
const ALL = ["q", "in", "model", "named", ...NAMES];
const COMPLETES = { by: "makers", tag: "tags", collection: "collections" };
const DAYS = { today: 0, week: 7, month: 30, year: 365 };
const PAUSE = 180;

/** Return what an address asks for. */
export function askedIn(search) {
  const given = new URLSearchParams(search);
  return Object.fromEntries(ALL.map((name) => [name, given.get(name)]).filter(([, value]) => value));
}

export const addressOf = (path, asked) => {
  const said = new URLSearchParams(ALL.filter((name) => asked[name]).map((name) => [name, asked[name]])).toString();
  return said ? `${path}?${said}` : path;
};

export class Filters {
  /** `changed(asked, {typing})` is told at each change. `fixed` names filters that stand already, and are not offered. */
  constructor({ me, asked, changed, fixed = [] }) {
    Object.assign(this, { me, asked: { ...asked }, changed, fixed });
    this.input = h("input", { type: "search", id: "search", placeholder: words.searchHint, "aria-label": words.search, maxlength: 300, autocomplete: "off", spellcheck: "false", enterkeyhint: "search", data: { search: "" },
      on: { input: () => this.typed(), keydown: (event) => this.key(event) } });
    this.input.value = asked.q ?? "";
    this.chips = h("div", { class: "filters", role: "group", "aria-label": words.filters });
    this.count = h("p", { class: "count", role: "status" });
    this.element = h("div", { class: "finder" },
      h("div", { class: "searching" }, sign("search"), this.input, h("kbd", { "aria-hidden": "true" }, "/")),
      h("div", { class: "under" }, this.chips, this.count));
    this.draw();
  }

  /** Take up what an address says, as going back does. */
  take(asked) {
    this.asked = { ...asked };
    if (document.activeElement !== this.input || this.input.value.trim() !== (asked.q ?? "")) this.input.value = asked.q ?? "";
    this.draw();
  }

  get narrowed() {
    return Object.keys(this.asked).some((name) => !this.fixed.includes(name));
  }

  clear() {
    this.asked = {};
    this.input.value = "";
    this.draw();
    this.changed(this.asked, { typing: false });
  }

  typed() {
    clearTimeout(this.pausing);
    this.pausing = setTimeout(() => {
      const said = this.input.value.trim();
      if (said === (this.asked.q ?? "")) return;
      this.asked = { ...this.asked, q: said };
      this.draw();
      this.changed(this.asked, { typing: true });
    }, PAUSE);
  }

  key(event) {
    if (event.key === "Escape" && this.input.value) {
      event.preventDefault();
      event.stopPropagation();
      this.input.value = "";
      this.typed();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      document.querySelector('.wall a[tabindex="0"]')?.focus();
    }
  }

  set(values) {
    this.asked = Object.fromEntries(Object.entries({ ...this.asked, ...values }).filter(([, value]) => value));
    this.draw();
    this.changed(this.asked, { typing: false });
  }

  // ---- the chips

  draw() {
    const narrow = matchMedia("(max-width: 45rem)").matches;
    const shown = ["by", "is", "tag", "collection", "ratio", "colour", "since"].filter((name) => !this.fixed.includes(name));
    // What is set is to be seen without moving the row.
    if (narrow) shown.sort((one, other) => Boolean(this.value(other)) - Boolean(this.value(one)));
    const flags = ["starred", "mine"].filter((name) => !this.fixed.includes(name) && !(name === "mine" && this.fixed.includes("by")));
    redraw(this.chips,
      flags.map((name) => this.flag(name)),
      shown.map((name) => this.chip(name)),
      this.narrowed && h("button", { type: "button", class: "link", data: { clear: "", key: "clear" }, on: { click: () => { this.clear(); this.input.focus(); } } }, words.clearAll));
  }

  flag(name) {
    const on = Boolean(this.asked[name]);
    return h("button", { type: "button", class: `filter flag ${on ? "on" : ""}`, "aria-pressed": String(on), data: { filter: name, key: name }, on: { click: () => this.set({ [name]: on ? "" : "1" }) } },
      name === "starred" && sign("star"), words.filterOf[name]);
  }

  chip(name) {
    const value = this.value(name);
    const label = words.filterOf[name];
    const dot = name === "colour" && value && h("span", { class: `swatch ${this.asked.colour}`, "aria-hidden": "true" });
    const button = h("button", { type: "button", class: "open", data: { filter: name, key: name } },
      dot, value ? [h("span", { class: "unseen" }, `${label}: `), h("span", { class: "value" }, value)] : label, !value && sign("down"));
    popover(button, label, (sheet, close) => this[name](sheet, close));
    return h("div", { class: `filter ${value ? "on" : ""}` }, button,
      value && signButton("close", words.clearFilter(label), { data: { unfilter: name, key: `un-${name}` }, on: { click: () => { this.set(name === "since" ? { since: "", before: "" } : { [name]: "" }); this.chips.querySelector(`[data-filter="${name}"]`)?.focus(); } } }));
  }

  value(name) {
    const { asked } = this;
    if (name === "since") return asked.since || asked.before ? words.dateSays(asked.since, asked.before) : "";
    if (name === "is" && asked.is) return words.states[asked.is] ?? asked.is;
    if (name === "ratio" && asked.ratio) return words.shapes[asked.ratio] ?? asked.ratio;
    if (name === "colour" && asked.colour) return words.colours[asked.colour] ?? asked.colour;
    return asked[name] ?? "";
  }

  // ---- what each sheet holds

  list(sheet, close, name, options) {
    sheet.append(h("div", { class: "choices" }, options.map(([value, label, before]) => choice(label, {
      value, before, chosen: this.asked[name] === value, after: this.asked[name] === value && sign("check"),
      pick: () => { close(); this.set({ [name]: this.asked[name] === value ? "" : value }); },
    }))));
  }

  is(sheet, close) {
    this.list(sheet, close, "is", this.me.states.map((state) => [state, words.states[state], sign(state)]));
  }

  ratio(sheet, close) {
    this.list(sheet, close, "ratio", this.me.shapes.map((shape) => [shape, words.shapes[shape], sign(shape)]));
  }

  colour(sheet, close) {
    sheet.append(h("div", { class: "swatches", data: { grid: 6 } }, this.me.colours.map((colour) => h("button", {
      type: "button", class: `swatch ${colour}`, title: words.colours[colour], "aria-label": words.colours[colour], "aria-pressed": String(this.asked.colour === colour), data: { choice: colour },
      on: { click: () => { close(); this.set({ colour: this.asked.colour === colour ? "" : colour }); } },
    }))));
  }

  since(sheet, close) {
    const day = (back) => new Date(Date.now() - back * 864e5).toISOString().slice(0, 10);
    const from = h("input", { type: "date", id: "since", value: this.asked.since });
    const before = h("input", { type: "date", id: "before", value: this.asked.before });
    sheet.append(
      h("div", { class: "choices" }, words.dates.map(([name, label]) => choice(label, { value: name, chosen: this.asked.since === day(DAYS[name]) && !this.asked.before, pick: () => { close(); this.set({ since: day(DAYS[name]), before: "" }); } }))),
      h("form", { class: "span", on: { submit: (event) => { event.preventDefault(); const days = { since: from.value, before: before.value }; close(); this.set(days); } } },
        h("label", { for: "since" }, words.from), from, h("label", { for: "before" }, words.before), before,
        h("button", { type: "submit", class: "button primary" }, words.apply)));
  }

  by(sheet, close) { this.complete(sheet, close, "by"); }
  tag(sheet, close) { this.complete(sheet, close, "tag"); }
  collection(sheet, close) { this.complete(sheet, close, "collection"); }

  /** A list that is completed as one types. */
  complete(sheet, close, name) {
    const list = h("div", { class: "choices", "aria-live": "polite" });
    let asking;
    const look = async () => {
      asking?.abort();
      asking = new AbortController();
      try {
        const { found } = await get("/complete", { what: COMPLETES[name], typed: input.value.trim() }, { signal: asking.signal });
        list.replaceChildren(...found.map(({ label, value }) => choice(label, { value, chosen: this.asked[name] === value, pick: () => { close(); this.set({ [name]: value }); } })));
        if (!found.length) list.append(h("p", { class: "hint" }, words.noneOf[name]));
      } catch (error) {
        if (!stale(error)) list.replaceChildren(h("p", { class: "hint" }, error.message));
      }
    };
    const input = h("input", { type: "text", "aria-label": words.typeTo[name], placeholder: words.typeTo[name], maxlength: 80, autocomplete: "off", data: { first: "" }, on: { input: look } });
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") list.querySelector("button")?.click(); });
    sheet.append(input, list);
    look();
  }
}
