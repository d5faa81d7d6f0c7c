// The gallery: what is searched, on a wall. Collections and people have one of their own, under a heading.

import { announce, toast } from "/static/dom.js";
import { Filters, addressOf, askedIn } from "./filters.js";
import { get, stale } from "./net.js";
import { starred } from "./stars.js";
import { h } from "./ui.js";
import { Wall } from "./wall.js";
import { words } from "./words.js";

const PAGE = 60;
const REMEMBERED = 8;
const kept = new Map();

/** What was on the wall last, for who turns from one picture to the next. */
export const lately = { pictures: [], address: "/library" };

export class Gallery {
  /** `fixed` are filters that stand whatever is asked, `heading` stands above. `bare(asked)` says that nothing was found. */
  constructor({ me, go, fixed = {}, heading = null, bare, focus = null }) {
    Object.assign(this, { me, go, fixed, heading, bare, focus });
    this.path = location.pathname;
    this.filters = new Filters({ me, asked: askedIn(location.search), fixed: Object.keys(fixed), changed: (asked, how) => this.changed(asked, how) });
    this.wall = new Wall({ label: words.wall, open: (picture) => this.open(picture), star: (picture) => this.star(picture), more: () => this.more() });
    this.foot = h("div", { class: "foot" });
    this.nothing = h("div", { class: "nothing", hidden: true });
  }

  mount(into) {
    into.replaceChildren(...[this.heading ?? h("h1", { class: "unseen" }, words.library), this.filters.element, h("section", { class: "hanging", "aria-label": words.pictures }, this.nothing)].filter(Boolean));
    this.wall.mount(into.querySelector(".hanging"));
    into.querySelector(".hanging").append(this.foot);
    this.stuck = new IntersectionObserver(([entry]) => this.filters.element.classList.toggle("stuck", entry.intersectionRatio < 1), { threshold: [1], rootMargin: "-1px 0px 0px 0px" });
    this.stuck.observe(this.filters.element);
    this.show();
  }

  unmount() {
    this.remember();
    this.asking?.abort();
    this.stuck.disconnect();
    this.wall.unmount();
    clearTimeout(this.filters.pausing);
  }

  /** The address has changed under it, as going back does; say whether it is still its own. */
  moved() {
    if (location.pathname !== this.path) return false;
    this.remember();
    this.filters.take(askedIn(location.search));
    this.show();
    return true;
  }

  get address() {
    return addressOf(this.path, this.filters.asked);
  }

  remember() {
    if (!this.shown || this.wall.list.hasAttribute("aria-busy")) return;
    const { pictures, ended, at } = this.wall;
    kept.delete(this.shown);
    kept.set(this.shown, { pictures, ended, at, after: this.after, top: this.top ?? scrollY });
    if (kept.size > REMEMBERED) kept.delete(kept.keys().next().value);
  }

  changed(asked, { typing }) {
    this.remember();
    const address = addressOf(this.path, asked);
    // A word is typed in many steps, and is one step back.
    if (typing && this.typing) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    this.typing = typing;
    scrollTo(0, Math.min(scrollY, this.filters.element.offsetTop));
    this.show({ fresh: true });
  }

  async show({ fresh = false } = {}) {
    const key = this.address;
    const known = !fresh && kept.get(key);
    this.shown = key;
    this.top = undefined;
    lately.address = key;
    this.nothing.hidden = true;
    this.asking?.abort();
    if (known) {
      this.after = known.after;
      this.wall.fill(known.pictures, known.ended);
      this.told();
      scrollTo(0, known.top);
      this.wall.lead(known.at);
      this.wall.draw();
      if (this.focus) this.wall.find(this.focus);
      this.focus = null;
      return;
    }
    const slow = setTimeout(() => { this.wall.wait(); this.filters.count.textContent = words.loading; }, this.wall.pictures.length ? 250 : 0);
    if (!this.wall.pictures.length) this.wall.wait();
    try {
      const page = await this.ask(null);
      clearTimeout(slow);
      this.after = page.next;
      this.wall.fill(page.pictures, page.next === null);
      this.told();
    } catch (error) {
      clearTimeout(slow);
      if (!stale(error)) this.failed(error);
    }
  }

  ask(after) {
    this.asking = new AbortController();
    return get("/pictures", { ...this.filters.asked, ...this.fixed, after, limit: PAGE }, { signal: this.asking.signal });
  }

  async more() {
    try {
      const page = await this.ask(this.after);
      this.after = page.next;
      this.wall.add(page.pictures, page.next === null);
      this.told(false);
    } catch (error) {
      if (stale(error)) return;
      this.foot.replaceChildren(h("p", {}, error.message), h("button", { type: "button", class: "button", on: { click: () => { this.foot.replaceChildren(); this.more(); } } }, words.again));
    }
  }

  /** Say how many there are, and what to do where there are none. */
  told(aloud = true) {
    const { pictures, ended } = this.wall;
    lately.pictures = pictures;
    const count = words.count(pictures.length, !ended);
    this.filters.count.textContent = pictures.length ? count : "";
    this.foot.replaceChildren(...(ended && pictures.length > 30 ? [h("p", {}, words.end)] : []));
    this.nothing.hidden = pictures.length > 0;
    if (!pictures.length) this.nothing.replaceChildren(...(this.filters.narrowed ? this.unfound() : this.bare()));
    if (aloud) announce(count);
  }

  unfound() {
    const again = (said) => { this.filters.input.value = said; this.filters.typed(); this.filters.input.focus(); };
    return [
      h("h2", {}, words.nothingTitle), h("p", {}, words.nothingText),
      h("button", { type: "button", class: "button primary", data: { clearAll: "" }, on: { click: () => { this.filters.clear(); this.filters.input.focus(); } } }, words.clearAll),
      h("p", { class: "hint" }, words.tryThese),
      h("ul", { class: "tips" }, words.nothingTips.map(([said, means]) => h("li", {}, h("button", { type: "button", class: "tip", on: { click: () => again(said) } }, said), h("span", {}, means)))),
    ];
  }

  failed(error) {
    this.wall.fill([], true);
    this.filters.count.textContent = "";
    this.nothing.hidden = false;
    this.nothing.replaceChildren(h("h2", {}, words.nothingTitle), h("p", { role: "alert" }, error.message),
      error.incident ? h("p", { class: "incident" }, words.incident(error.incident)) : "",
      h("button", { type: "button", class: "button", on: { click: () => this.show({ fresh: true }) } }, words.again));
  }

  open(picture) {
    this.top = scrollY;
    this.wall.lead(this.wall.pictures.indexOf(picture));
    this.go(picture);
  }

  async star(picture) {
    try {
      this.wall.change(await starred(picture));
    } catch (error) {
      toast(error.message, error.incident && words.incident(error.incident));
    }
  }
}

/** What a bare wall says: a heading and a line; for the whole library, how to begin. */
export const bareWall = (title, text, ways = []) => () => [
  h("h2", {}, title), text && h("p", {}, text),
  ways.length > 0 && h("ol", { class: "ways" }, ways.map(([name, how]) => h("li", {}, h("b", {}, name), h("span", {}, how)))),
].filter(Boolean);
