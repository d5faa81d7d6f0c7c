// The channels, and who one is.

import { ask } from "./api.js";
import { avatar, h, icon, iconButton, toast } from "./dom.js";
import { loadChannels, store } from "./store.js";
import { askForChannel } from "./viewer.js";
import { words } from "./words.js";

export function drawSide(element, { go, leave }) {
  const items = store.channels.map((channel) => {
    const here = channel.id === store.channel;
    const unread = store.unread.has(channel.id) && !here;
    return h("li", {}, h("a", {
      href: `#/c/${encodeURIComponent(channel.id)}`, class: unread ? "unread" : "", "aria-current": here ? "page" : null,
      data: { channel: channel.id, private: channel.private ? "" : null },
      on: { click: () => element.classList.remove("out") },
    },
      icon(channel.private ? "lock" : "hash"), h("span", { class: "name" }, channel.name),
      channel.private && h("small", {}, words.privateChannel),
      unread && h("span", { class: "badge" }, h("span", { class: "unseen" }, words.unread))));
  });
  const add = async () => {
    const asked = await askForChannel();
    if (!asked) return;
    try {
      const { channel } = await ask("POST", "/api/channels", asked);
      await loadChannels();
      element.classList.remove("out");
      go(channel.id);
    } catch (error) {
      toast(error.message);
    }
  };
  element.replaceChildren(
    h("header", { class: "brand" }, h("img", { src: "/static/easel.svg", alt: "", width: 30, height: 30 }), h("b", {}, words.product),
      iconButton("close", words.close, { class: "side-close", on: { click: () => element.classList.remove("out") } })),
    h("div", { class: "heading" }, h("h2", {}, words.channels), iconButton("add", words.addChannel, { data: { addChannel: "" }, on: { click: add } })),
    h("ul", { class: "channels" }, items),
    h("footer", { class: "who" },
      avatar(store.me.person), h("b", { data: { me: store.me.person.user } }, store.me.person.name),
      h("button", { type: "button", class: "link", data: { leave: "" }, on: { click: leave } }, words.leave)));
}
