// Whose pictures a page shows: the heading of a person's own wall.

import { avatar } from "/static/dom.js";
import { personAt } from "./net.js";
import { h, sign } from "./ui.js";
import { words } from "./words.js";

export function personHeading(person, stars = false) {
  const tab = (href, label, here) => h("li", {}, h("a", { href, "aria-current": here ? "page" : null }, label));
  return h("header", { class: "heading" },
    avatar({ id: person.user, name: person.name }),
    h("div", { class: "what" }, h("h1", {}, person.name), !person.me && h("p", {}, words.made(person.name))),
    person.me && h("nav", { "aria-label": words.yours }, h("ul", { class: "tabs" },
      tab(personAt(person.user), words.madeByYou, !stars), tab("/library/stars", h("span", {}, sign("star"), words.yourStars), stars))));
}
