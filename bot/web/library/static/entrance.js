// The door: for who comes by a link from chat, for who comes by none, and for links that open no more.

import { post } from "./net.js";
import { h } from "./ui.js";
import { words } from "./words.js";

const door = (...parts) => h("div", { class: "entrance" }, h("div", { class: "leaf" }, h("img", { src: "/static/easel.svg", alt: "", width: 52, height: 52 }), ...parts));

/** Show who would enter by the link that the address carries; only the button uses it up. */
export async function showEntrance(main, entered) {
  const token = location.hash.slice(1);
  // Nobody who looks over a shoulder, or at this browser's history, needs it.
  history.replaceState(null, "", "/library/enter");
  if (!token) return showStranger(main);
  try {
    const { name, team } = await post("/invited", { token }, { quiet: true });
    const wrong = h("p", { class: "wrong", role: "alert" });
    const go = h("button", { type: "submit", class: "button primary wide", data: { enter: "" } }, words.enterGo);
    const submit = async (event) => {
      event.preventDefault();
      go.disabled = true;
      wrong.textContent = "";
      try {
        entered(await post("/enter", { token }, { quiet: true }));
      } catch (error) {
        if (error.code === "library_link_over") return showOver(main);
        go.disabled = false;
        wrong.textContent = error.message;
      }
    };
    main.replaceChildren(door(
      h("h1", {}, words.enterAs(`@${name}`, team)), h("p", {}, words.enterText),
      h("form", { on: { submit } }, go, wrong), h("p", { class: "hint" }, words.enterMine(name))));
    go.focus();
  } catch (error) {
    if (error.code === "library_link_over") showOver(main);
    else main.replaceChildren(door(h("h1", {}, words.doorTitle), h("p", { role: "alert" }, error.message)));
  }
}

function showOver(main) {
  main.replaceChildren(door(h("h1", { tabindex: -1 }, words.overTitle), h("p", { role: "status" }, words.overText), h("p", { class: "hint" }, words.overOther)));
  main.querySelector("h1").focus();
}

export function showStranger(main, said = "") {
  main.replaceChildren(door(
    said && h("p", { class: "said", role: "status" }, said), h("h1", {}, words.strangerTitle), h("p", {}, words.strangerText),
    h("p", { class: "hint" }, words.strangerStudio), h("a", { class: "button", href: "/" }, words.strangerGo)));
}
