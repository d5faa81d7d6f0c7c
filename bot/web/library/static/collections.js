// The collections, each by its cover, and what stands above the pictures of one.

import { collectionAt, get } from "./net.js";
import { h, image, sign } from "./ui.js";
import { words } from "./words.js";

export async function showCollections() {
  const { collections } = await get("/collections");
  return { title: words.collectionsTitle, mount: (into) => into.replaceChildren(
    h("header", { class: "heading" }, h("div", { class: "what" }, h("h1", {}, words.collectionsTitle))),
    collections.length
      ? h("ul", { class: "covers" }, collections.map(cover))
      : h("div", { class: "nothing" }, h("h2", {}, words.collectionsNone), h("p", {}, words.collectionsNoneText))) };
}

function cover(collection) {
  return h("li", {}, h("a", { href: collectionAt(collection.id), data: { collection: collection.name } },
    h("span", { class: "face" }, collection.cover ? image(collection.cover, "tile", { alt: "", loading: "lazy" }) : sign("picture")),
    h("b", {}, collection.title),
    h("span", { class: "count" }, words.contents(collection.count), collection.private && h("span", { class: "private" }, sign("lock"), words.privateOf))));
}

export function collectionHeading(collection) {
  const saves = [["sheet.png", words.sheetPng, "picture"], ["sheet.pdf", words.sheetPdf, "download"], ["zip", words.zip, "download"]];
  return h("header", { class: "heading" },
    h("div", { class: "what" }, h("h1", {}, collection.title), h("p", {}, words.contents(collection.count), collection.private && h("span", { class: "private" }, sign("lock"), words.privateOf))),
    collection.count > 0 && h("div", { class: "saves" }, saves.map(([name, label, mark]) => h("a", { class: "button", href: `${collectionAt(collection.id)}/${name}`, download: "", data: { saves: name } }, sign(mark), label))));
}
