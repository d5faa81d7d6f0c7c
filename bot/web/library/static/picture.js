// One picture: large, with its family, what was asked, what the team says of it, and what may be done.

import { toast } from "/static/dom.js";
import { Facts } from "./facts.js";
import { lately } from "./gallery.js";
import { drawLineage } from "./lineage.js";
import { get, pageAt } from "./net.js";
import { seam } from "./seam.js";
import { starred } from "./stars.js";
import { altOf, h, image, ratioOf, sign, sources } from "./ui.js";
import { rowsOf } from "./layout.js";
import { words } from "./words.js";

export class PicturePage {
  constructor({ me, id, go, back, turn }) {
    Object.assign(this, { me, id, go, back, turn });
    // What the wall knows of it stands at once; the rest comes.
    this.known = lately.pictures.find((each) => each.id === id);
    this.title = this.known?.words ?? "";
    this.stage = h("div", { class: "stage" });
    this.views = h("div", { class: "views", role: "group", "aria-label": words.shown });
    this.family = h("section", { class: "family", "aria-labelledby": "family-title" });
    this.facts = new Facts(this);
    this.like = h("section", { class: "like", "aria-labelledby": "like-title", hidden: true });
  }

  async mount(into) {
    const at = lately.pictures.findIndex((each) => each.id === this.id);
    const [before, after] = [lately.pictures[at - 1], at < 0 ? null : lately.pictures[at + 1]];
    this.neighbours = { ArrowLeft: before, ArrowRight: after };
    const step = (name, label, picture, key) => picture && h("a", { class: "icon-button", href: pageAt(picture.id), title: label, "aria-label": label, data: { turn: key }, on: { click: (event) => { event.preventDefault(); this.turn(picture.id); } } }, sign(name));
    into.replaceChildren(h("div", { class: "one" },
      h("div", { class: "crumbs" },
        h("button", { type: "button", class: "link", data: { back: "" }, on: { click: () => this.back() } }, sign("back"), words.back),
        h("div", { class: "turns" }, step("back", words.previous, before, "before"), step("next", words.next, after, "after"))),
      h("div", { class: "sides" },
        h("div", { class: "show" }, this.stage, this.views, this.family),
        this.facts.element),
      this.like));
    if (this.known) this.hang(this.known);
    else this.stage.append(h("div", { class: "frame skeleton" }));
    try {
      this.take(await get(`/pictures/${encodeURIComponent(this.id)}`));
    } catch (error) {
      if (!this.gone) into.replaceChildren(h("div", { class: "nothing" }, h("h1", {}, words.gone), h("p", {}, error.status === 404 ? words.goneText : error.message), h("a", { class: "button primary", href: "/library" }, words.back)));
      return;
    }
    this.resemble();
  }

  unmount() {
    this.gone = true;
    this.sized?.disconnect();
  }

  /** Take up what is known of it now, as each act returns it. */
  take(picture) {
    if (this.gone) return;
    const first = !this.picture;
    this.picture = picture;
    const tile = lately.pictures.find((each) => each.id === picture.id);
    if (tile) Object.assign(tile, { starred: picture.starred, stars: picture.stars, state: picture.state });
    document.title = words.titleOf(picture.handles[0] ? `@${picture.handles[0]}` : picture.words.slice(0, 60) || words.untitled(picture.version));
    this.facts.draw(picture);
    if (!first) return;
    this.hang(picture);
    const parent = picture.lineage.find((node) => node.id === this.parentOf(picture)?.id);
    if (parent) this.offer(parent);
    this.family.replaceChildren(h("h2", { id: "family-title" }, words.family),
      picture.lineage.length > 1 ? drawLineage(picture.lineage, picture.id, (id) => this.turn(id)) : h("p", { class: "hint" }, words.familyAlone));
    // Only the strip is to move, never the page.
    const [strip, own] = [this.family.querySelector(".strip"), this.family.querySelector("[aria-current]")];
    if (own) strip.scrollTo(own.parentElement.offsetLeft - strip.clientWidth / 2, own.parentElement.offsetTop - 40);
  }

  /** What it was made from; a copy is its parent itself, so that one's parent is meant. */
  parentOf(picture) {
    const node = (id) => picture.lineage.find((each) => each.id === id);
    let at = node(picture.id);
    while (at?.copied) at = node(at.parent);
    at = node(at?.parent);
    return at && !at.deleted ? at : null;
  }

  hang(picture) {
    if (this.stage.dataset.shows === `picture:${picture.id}`) return;
    const frame = h("figure", { class: "frame" }, image(picture.id, "view", { alt: altOf(picture), width: picture.width, height: picture.height, data: { large: "" } }));
    frame.style.setProperty("--ratio", String(picture.width / picture.height));
    this.stage.dataset.shows = `picture:${picture.id}`;
    this.stage.replaceChildren(frame);
  }

  offer(parent) {
    const { picture } = this;
    const shows = [["picture", words.shown, () => this.hang(picture)], ["compare", words.compared, () => {
      this.stage.dataset.shows = "compare";
      this.stage.replaceChildren(seam(parent, { ...picture }));
    }]];
    this.views.replaceChildren(...shows.map(([name, label, show], at) => h("button", { type: "button", "aria-pressed": String(at === 0), data: { shows: name }, on: { click: (event) => {
      for (const each of this.views.children) each.setAttribute("aria-pressed", String(each === event.currentTarget));
      show();
    } } }, sign(name), label)));
  }

  /** Show what looks like it, in rows as on the wall. */
  async resemble() {
    const { pictures } = await get(`/pictures/${encodeURIComponent(this.id)}/like`).catch(() => ({ pictures: [] }));
    if (this.gone || !pictures.length) return;
    const list = h("ul", { class: "row" });
    this.like.replaceChildren(h("h2", { id: "like-title" }, words.like), list);
    this.like.hidden = false;
    const draw = () => {
      const every = rowsOf(pictures.map(ratioOf), list.clientWidth);
      const rows = every.filter((row, at) => at === 0 || (at === 1 && row.whole));
      list.replaceChildren(...rows.flatMap((row) => row.tiles.map(({ at, wide }) => {
        const picture = pictures[at];
        const shown = image(picture.id, "thumb", { alt: altOf(picture), srcset: sources(picture), sizes: `${wide}px`, loading: "lazy" });
        const item = h("li", {}, h("a", { href: pageAt(picture.id), data: { like: picture.id } }, shown));
        item.style.setProperty("width", `${wide}px`);
        item.style.setProperty("height", `${row.high}px`);
        return item;
      })));
    };
    let width = 0;
    this.sized = new ResizeObserver(() => { if (list.clientWidth !== width) { width = list.clientWidth; draw(); } });
    this.sized.observe(list);
  }

  // ---- what people do

  async star() {
    try {
      this.take({ ...this.picture, ...(await starred(this.picture)) });
    } catch (error) {
      toast(error.message, error.incident && words.incident(error.incident));
    }
  }

  key(event) {
    if (event.key === "Escape") this.back();
    else if (event.key === "s" && this.picture) this.star();
    else if (this.neighbours?.[event.key] && event.target.type !== "range") this.turn(this.neighbours[event.key].id);
    else return;
    event.preventDefault();
  }
}
