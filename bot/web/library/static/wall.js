// The wall: any number of pictures in justified rows, of which only those in sight are in the page.

import { calm } from "/static/dom.js";
import { bottomOf, rowsOf } from "./layout.js";
import { pageAt } from "./net.js";
import { altOf, h, image, ratioOf, sign, signButton, sources } from "./ui.js";
import { words } from "./words.js";

const AHEAD = 900;
const SKELETON = [1.5, 1, .67, 1.78, 1, 1.5, .8, 1.33, 1.78, 1, .67, 1.5, 1, 1.5];

export class Wall {
  /** `open(picture)` follows a tile, `star(picture)` stars it, `more()` is asked for what comes next. */
  constructor({ label, open, star, more = () => {} }) {
    Object.assign(this, { open, star, more, pictures: [], rows: [], tiles: new Map(), ended: true, at: 0, filled: 0 });
    this.list = h("ul", { class: "wall", "aria-label": label, data: { wall: "" } });
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("focusin", (event) => this.focused(event));
    this.seen = () => this.draw();
    this.sized = new ResizeObserver(() => this.fit());
  }

  mount(into) {
    into.append(this.list);
    addEventListener("scroll", this.seen, { passive: true });
    this.sized.observe(this.list);
  }

  unmount() {
    removeEventListener("scroll", this.seen);
    this.sized.disconnect();
  }

  /** Show shapes where pictures will be. */
  wait() {
    this.fill([], true);
    this.list.setAttribute("aria-busy", "true");
    this.list.replaceChildren();
    const rows = rowsOf([...SKELETON, ...SKELETON], this.list.clientWidth || 1000).slice(0, 4);
    for (const row of rows) for (const tile of row.tiles) this.list.append(this.place(h("li", { class: "tile skeleton", "aria-hidden": "true" }), row, tile));
    this.list.style.setProperty("height", `${bottomOf(rows)}px`);
  }

  /** Show these pictures from the first on; `ended` where there are no more. */
  fill(pictures, ended) {
    this.list.removeAttribute("aria-busy");
    Object.assign(this, { pictures: [...pictures], ended, rows: [], at: 0, filled: 0 });
    this.tiles.clear();
    this.list.replaceChildren();
    this.grow();
  }

  add(pictures, ended) {
    this.pictures.push(...pictures);
    this.ended = ended;
    this.grow();
  }

  /** Say that something about a picture has changed. */
  change(picture) {
    const at = this.pictures.findIndex((each) => each.id === picture.id);
    if (at < 0) return;
    Object.assign(this.pictures[at], picture);
    const shown = this.tiles.get(at);
    if (!shown) return;
    const had = shown.contains(document.activeElement);
    const fresh = this.tile(at);
    for (const name of ["left", "top", "width", "height"]) fresh.style.setProperty(name, shown.style.getPropertyValue(name));
    fresh.querySelector("img").replaceWith(shown.querySelector("img"));
    shown.replaceWith(fresh);
    this.tiles.set(at, fresh);
    if (had) fresh.querySelector("a").focus();
  }

  // ---- where things stand

  fit() {
    const width = this.list.clientWidth;
    if (!width || width === this.width || this.list.hasAttribute("aria-busy")) return;
    this.rows = [];
    this.grow();
  }

  grow() {
    const width = this.width = this.list.clientWidth;
    if (!width) return;
    // The last row may take more pictures: it is placed anew with what comes.
    if (this.rows.length && !this.rows.at(-1).whole) this.rows.pop();
    const start = this.rows.length ? this.rows.at(-1).tiles.at(-1).at + 1 : 0;
    const top = this.rows.length ? bottomOf(this.rows) + 8 : 0;
    const ratios = this.pictures.map(ratioOf);
    this.rows.push(...rowsOf(ratios, width, { start, top, ended: this.ended }));
    this.list.style.setProperty("height", `${bottomOf(this.rows) + (this.ended ? 0 : 240)}px`);
    for (const [at, tile] of this.tiles) if (this.rowOf(at)) this.place(tile, this.rowOf(at), this.spot(at));
    this.draw();
  }

  rowOf(at) {
    let [low, high] = [0, this.rows.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const { tiles } = this.rows[middle];
      if (at < tiles[0].at) high = middle - 1;
      else if (at > tiles.at(-1).at) low = middle + 1;
      else return this.rows[middle];
    }
    return null;
  }

  spot(at) {
    return this.rowOf(at).tiles.find((tile) => tile.at === at);
  }

  place(element, row, { left, wide }) {
    for (const [name, value] of Object.entries({ left, top: row.top, width: wide, height: row.high })) element.style.setProperty(name, `${value}px`);
    return element;
  }

  /** Put into the page what is in sight or near it, and take out what is not. */
  draw() {
    if (this.list.hasAttribute("aria-busy") || !this.list.isConnected) return;
    const above = -this.list.getBoundingClientRect().top;
    const [from, to] = [above - AHEAD, above + innerHeight + AHEAD];
    const wanted = new Set();
    for (let at = this.firstRow(from); at < this.rows.length && this.rows[at].top < to; at += 1) {
      for (const tile of this.rows[at].tiles) wanted.add(tile.at);
    }
    const held = this.list.contains(document.activeElement) ? this.at : -1;
    for (const [at, tile] of this.tiles) if (!wanted.has(at) && at !== held) { tile.remove(); this.tiles.delete(at); }
    for (const at of wanted) if (!this.tiles.has(at)) this.insert(at);
    if (!this.tiles.has(this.at)) this.lead([...wanted][0] ?? 0);
    if (!this.ended && bottomOf(this.rows) < to + 2 * innerHeight && this.filled !== this.pictures.length) {
      this.filled = this.pictures.length;
      this.more();
    }
  }

  firstRow(from) {
    let [low, high] = [0, this.rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.rows[middle].top + this.rows[middle].high < from) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  insert(at) {
    const tile = this.place(this.tile(at), this.rowOf(at), this.spot(at));
    tile.querySelector("img").sizes = tile.style.getPropertyValue("width");
    this.tiles.set(at, tile);
    // In their order, for who reads them or walks through them with Tab.
    const next = [...this.list.children].find((each) => Number(each.dataset.at) > at);
    this.list.insertBefore(tile, next ?? null);
  }

  tile(at) {
    const picture = this.pictures[at];
    const { starred } = picture;
    const shown = image(picture.id, "thumb", { alt: altOf(picture), srcset: sources(picture), loading: "lazy" });
    const follow = (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
      event.preventDefault();
      this.open(picture);
    };
    return h("li", { class: `tile ${picture.state}`, "aria-setsize": this.ended ? this.pictures.length : -1, "aria-posinset": at + 1, data: { at, picture: picture.id } },
      h("a", { href: pageAt(picture.id), tabindex: at === this.at ? 0 : -1, on: { click: follow } },
        shown,
        h("span", { class: "unseen" }, words.tileSays(picture)),
        h("span", { class: "caption", "aria-hidden": "true" }, h("b", {}, picture.words || words.uploaded), h("span", {}, picture.lender ? words.lent(picture.lender) : picture.person))),
      picture.state !== "draft" && h("span", { class: `mark ${picture.state}`, title: words.states[picture.state], "aria-hidden": "true" }, sign(picture.state)),
      picture.private && h("span", { class: "mark private", title: words.privateHint, "aria-hidden": "true" }, sign("lock")),
      signButton("star", starred ? words.unstar : words.star, { class: "tile-star", tabindex: -1, "aria-pressed": String(starred), data: { star: "" }, on: { click: () => this.star(picture) } }));
  }

  // ---- the keyboard

  lead(at) {
    this.tiles.get(this.at)?.querySelector("a").setAttribute("tabindex", "-1");
    this.at = at;
    this.tiles.get(at)?.querySelector("a").setAttribute("tabindex", "0");
  }

  focused(event) {
    const tile = event.target.closest(".tile");
    if (tile) this.lead(Number(tile.dataset.at));
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const picture = this.pictures[this.at];
    const goals = {
      ArrowRight: () => this.at + 1, ArrowLeft: () => this.at - 1,
      ArrowDown: () => this.beside(1), ArrowUp: () => this.beside(-1),
      Home: () => 0, End: () => this.rows.at(-1)?.tiles.at(-1).at ?? 0,
    };
    if (event.key === "s" && picture) this.star(picture);
    else if (event.key in goals) this.go(goals[event.key]());
    else return;
    event.preventDefault();
  }

  /** Return the picture that stands above or below the one at hand, the nearest by its middle. */
  beside(way) {
    const row = this.rowOf(this.at);
    const goal = this.rows[this.rows.indexOf(row) + way];
    if (!goal) return this.at;
    const { left, wide } = this.spot(this.at);
    const far = (tile) => Math.abs(tile.left + tile.wide / 2 - (left + wide / 2));
    return goal.tiles.reduce((best, tile) => (far(tile) < far(best) ? tile : best)).at;
  }

  go(at) {
    const row = this.rowOf(at);
    if (at < 0 || !row) return;
    this.lead(at);
    if (!this.tiles.has(at)) { this.insert(at); this.lead(at); }
    const link = this.tiles.get(at).querySelector("a");
    link.focus({ preventScroll: true });
    link.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
    this.draw();
  }

  /** Focus the tile of a picture, where it is on the wall; say whether it is. */
  find(id) {
    const at = this.pictures.findIndex((each) => each.id === id);
    if (at < 0 || !this.rowOf(at)) return false;
    this.go(at);
    return true;
  }
}
