// The door: a name, and a password where one is set.

import { allow, ask } from "./api.js";
import { h } from "./dom.js";
import { words } from "./words.js";

const NAME = "easel.name";
const GALLERY = ["fox.webp", "fox-night.webp", "fox-snow.webp"];

/** Show the door; call `entered` once somebody is in. */
export function showDoor(demanded, entered) {
  const door = document.getElementById("enter");
  const name = h("input", { id: "enter-name", name: "name", required: true, maxlength: 40, autocomplete: "nickname", "aria-describedby": "enter-hint" });
  name.value = localStorage.getItem(NAME) ?? "";
  const password = h("input", { id: "enter-password", type: "password", autocomplete: "current-password", required: demanded });
  const admin = h("input", { id: "enter-admin", type: "password", autocomplete: "off" });
  const wrong = h("p", { class: "wrong", role: "alert", id: "enter-wrong" });
  const go = h("button", { type: "submit", class: "button primary wide" }, words.enter);

  const submit = async (event) => {
    event.preventDefault();
    wrong.textContent = "";
    go.disabled = true;
    try {
      const answer = await ask("POST", "/api/enter", { name: name.value, password: password.value, admin_password: admin.value });
      localStorage.setItem(NAME, answer.person.name);
      allow(answer.csrf);
      door.hidden = true;
      door.replaceChildren();
      await entered();
    } catch (error) {
      wrong.textContent = error.message;
      (demanded && name.value ? password : name).focus();
    } finally {
      go.disabled = false;
    }
  };

  door.replaceChildren(h("form", { class: "door", on: { submit } },
    h("img", { src: "/static/easel.svg", alt: "", width: 56, height: 56 }),
    h("h1", {}, words.product),
    h("p", { class: "tagline" }, words.tagline),
    h("label", { for: "enter-name" }, words.yourName),
    name,
    h("p", { class: "hint", id: "enter-hint" }, words.yourNameHint),
    demanded && [h("label", { for: "enter-password" }, words.password), password],
    h("details", {}, h("summary", {}, words.adminQuestion), h("label", { for: "enter-admin" }, words.adminPassword), admin),
    wrong,
    go),
  h("div", { class: "gallery", "aria-hidden": "true" },
    GALLERY.map((name) => h("img", { src: `/static/examples/${name}`, alt: "", width: 480, height: 320 })),
    h("p", {}, words.galleryHint)));
  document.getElementById("studio").hidden = true;
  door.hidden = false;
  document.title = words.product;
  name.focus();
}
