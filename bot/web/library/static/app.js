// The library's pages: who is there, and which of them is shown.

import { themeSwitch } from "/static/appearance.js";
import { toast } from "/static/dom.js";
import { showCollections, collectionHeading } from "./collections.js";
import { showEntrance, showStranger } from "./entrance.js";
import { Gallery, bareWall, lately } from "./gallery.js";
import { allow, get, onStranger, pageAt, post } from "./net.js";
import { personHeading } from "./people.js";
import { PicturePage } from "./picture.js";
import { h, sign } from "./ui.js";
import { words } from "./words.js";

const main = document.getElementById("main");
const head = document.getElementById("top");
const WRITING = "input, textarea, select, [contenteditable]";
const shown = { me: null, view: null, opened: null, came: false };

// ---- addresses

const go = (address) => {
  if (address === location.pathname + location.search) return;
  history.pushState({ inside: true }, "", address);
  follow();
};

/** Go back where one came from inside the library, else to the wall. */
const back = () => {
  if (history.state?.inside) history.back();
  else go(lately.address);
};

const ROUTES = [
  [/^\/library\/?$/, () => gallery({ bare: bareWall(words.emptyTitle, words.emptyText, words.emptyWays) })],
  [/^\/library\/p\/([^/]+)$/, (id) => { shown.opened = id; return new PicturePage({ me: shown.me, id, go, back, turn: (other) => { history.replaceState(history.state, "", pageAt(other)); follow(); } }); }],
  [/^\/library\/collections\/?$/, () => showCollections(go)],
  [/^\/library\/collections\/([^/]+)$/, async (id) => {
    const { collection } = await get(`/collections/${encodeURIComponent(id)}`);
    return gallery({ title: collection.title, fixed: { collection: collection.name }, heading: collectionHeading(collection), bare: bareWall(words.nothingInside, words.nothingInsideText) });
  }],
  [/^\/library\/people\/([^/]+)$/, async (user) => {
    const { person } = await get(`/people/${encodeURIComponent(user)}`);
    const bare = person.me ? bareWall(words.nothingMine, words.emptyWays[0][1]) : bareWall(words.emptyTitle);
    return gallery({ title: person.me ? words.yours : person.name, fixed: { by: user }, heading: personHeading(person), bare });
  }],
  [/^\/library\/stars\/?$/, () => gallery({ title: words.yourStars, fixed: { starred: "1" }, heading: personHeading({ ...shown.me.person, me: true }, true), bare: bareWall(words.nothingStarred, words.nothingStarredText) })],
];

function gallery({ title = "", ...how }) {
  const made = new Gallery({ me: shown.me, go: (picture) => go(pageAt(picture.id)), focus: shown.opened, ...how });
  return Object.assign(made, { title });
}

let turn = 0;
async function follow() {
  if (shown.view?.moved?.()) return mark();
  const mine = turn += 1;
  const [found, making] = ROUTES.map(([shape, make]) => [shape.exec(location.pathname), make]).find(([match]) => match) ?? [];
  let view;
  try {
    if (!found) throw new Error(words.goneText);
    view = await making(...found.slice(1).map(decodeURIComponent));
  } catch (error) {
    view = { title: words.gone, mount: (into) => into.replaceChildren(h("div", { class: "nothing" }, h("h1", {}, words.gone), h("p", {}, error.message), h("a", { class: "button", href: "/library" }, words.back))) };
  }
  if (mine !== turn || !shown.me) return;
  shown.view?.unmount?.();
  shown.view = view;
  document.title = words.titleOf(view.title);
  if (!(view instanceof Gallery) || !shown.opened) scrollTo(0, 0);
  await view.mount(main);
  if (view instanceof Gallery) shown.opened = null;
  // Who comes by the keyboard hears where they are; the first page begins at its beginning.
  if (shown.came && !main.contains(document.activeElement)) main.focus({ preventScroll: true });
  shown.came = true;
  mark();
}

// ---- the head

const TABS = [["/library", words.pictures], ["/library/collections", words.collections]];

function drawHead() {
  const { me } = shown;
  const tabs = [...TABS, [`/library/people/${encodeURIComponent(me.person.user)}`, words.mine]];
  head.replaceChildren(
    h("a", { class: "brand", href: "/library" }, h("img", { src: "/static/easel.svg", alt: "", width: 30, height: 30 }), h("b", {}, words.library)),
    h("nav", { "aria-label": words.navigation }, h("ul", {}, tabs.map(([href, label]) => h("li", {}, h("a", { href, data: { tab: "" } }, label))))),
    h("div", { class: "who" },
      h("p", {}, h("b", {}, me.person.name), h("span", {}, me.team.name)),
      themeSwitch(),
      me.until
        ? h("button", { type: "button", class: "button quiet", title: words.leaveHint(new Date(me.until).toLocaleTimeString([], { timeStyle: "short" })), data: { leave: "" }, on: { click: leave } }, sign("leave"), h("span", {}, words.leave))
        : h("a", { class: "button quiet", href: "/", data: { studio: "", outside: "" }, title: words.studio }, sign("leave"), h("span", {}, words.studio))));
  head.hidden = false;
  document.querySelector(".skip").hidden = false;
}

function mark() {
  for (const tab of head.querySelectorAll("[data-tab]")) {
    const own = tab.getAttribute("href");
    const here = own === "/library" ? /^\/library\/?($|p\/)/.test(location.pathname) : location.pathname.startsWith(own) || (own.includes("/people/") && location.pathname === "/library/stars");
    if (here) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
}

async function leave() {
  try {
    await post("/leave");
    out(words.goneOut);
  } catch (error) {
    toast(error.message);
  }
}

/** Whoever was here is not any more: what they saw goes from the page too. */
function out(said = "") {
  shown.view?.unmount?.();
  Object.assign(shown, { me: null, view: null });
  head.hidden = true;
  head.replaceChildren();
  lately.pictures = [];
  document.title = words.titleOf("");
  showStranger(main, said);
}

// ---- keys and links

addEventListener("popstate", follow);
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href^='/library']");
  if (event.defaultPrevented || !link || link.hasAttribute("download") || link.target || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  go(link.getAttribute("href"));
});
addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(WRITING) || document.querySelector("dialog[open], .pop")) return;
  if (event.key === "/" && document.getElementById("search")) {
    event.preventDefault();
    document.getElementById("search").select();
  } else shown.view?.key?.(event);
});

async function begin() {
  onStranger(() => { if (shown.me) out(); });
  if (location.pathname === "/library/enter") return showEntrance(main, entered);
  try {
    entered(await get("/me", {}, { quiet: true }));
  } catch (error) {
    if (error.code === "enter_first") showStranger(main);
    else main.replaceChildren(h("div", { class: "nothing" }, h("h1", {}, words.library), h("p", { role: "alert" }, error.message), h("button", { type: "button", class: "button", on: { click: begin } }, words.again)));
  }
}

function entered(me) {
  shown.me = me;
  allow(me.csrf);
  drawHead();
  if (location.pathname === "/library/enter") history.replaceState(null, "", "/library");
  follow();
}

document.querySelector(".skip").textContent = words.skip;
document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); main.focus(); });
begin();
