// The channels, the threads with news, and who one is.

import { ask, pictureAt } from "./api.js";
import { themeSwitch } from "./appearance.js";
import { askForChannel } from "./dialogs.js";
import { avatar, h, icon, iconButton, toast } from "./dom.js";
import { openHelp } from "./help.js";
import { loadChannels, store } from "./store.js";
import { isUnread, unreadThreads } from "./unread.js";
import { words } from "./words.js";

const MOST_NEWS = 6;

export function drawSide(element, { go, leave }) {
  const focused = element.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const shut = () => element.classList.remove("out");
  const news = unreadThreads().slice(0, MOST_NEWS);
  const add = async () => {
    const asked = await askForChannel();
    if (!asked) return;
    try {
      const { channel } = await ask("POST", "/api/channels", asked);
      await loadChannels();
      shut();
      go(channel.id);
    } catch (error) {
      toast(error.message);
    }
  };
  element.replaceChildren(
    h("header", { class: "brand" }, h("img", { src: "/static/easel.svg", alt: "", width: 32, height: 32 }), h("b", {}, words.product),
      iconButton("close", words.close, { class: "side-close", on: { click: shut } })),
    h("div", { class: "lists" },
      h("div", { class: "heading" }, h("h2", {}, words.channels), iconButton("add", words.addChannel, { data: { addChannel: "" }, on: { click: add } })),
      h("ul", { class: "channels" }, store.channels.map((channel) => drawChannel(channel, shut))),
      h("ul", { class: "elsewhere" }, h("li", {}, h("a", { href: "/library", data: { library: "" } }, icon("library"), h("span", { class: "name" }, words.library)))),
      news.length > 0 && h("section", { class: "news", "aria-label": words.news, data: { news: "" } },
        h("div", { class: "heading" }, h("h2", {}, words.news)),
        h("ul", {}, news.map((each) => drawNews(each, shut))))),
    h("footer", {},
      h("div", { class: "tools" }, iconButton("help", words.help, { data: { help: "" }, on: { click: () => { shut(); openHelp(); } } }), themeSwitch(),
        h("button", { type: "button", class: "button quiet", data: { leave: "" }, on: { click: leave } }, words.leave)),
      h("div", { class: "who" }, avatar(store.me.person), h("b", { data: { me: store.me.person.user } }, store.me.person.name))));
  if (focused) element.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
}

function drawChannel(channel, shut) {
  const here = channel.id === store.channel;
  const unread = store.unread.has(channel.id) && !here;
  return h("li", {}, h("a", {
    href: `#/c/${encodeURIComponent(channel.id)}`, class: unread ? "unread" : "", "aria-current": here ? "page" : null,
    data: { channel: channel.id, private: channel.private ? "" : null },
    on: { click: shut },
  },
    icon(channel.private ? "lock" : "hash"), h("span", { class: "name" }, channel.name),
    channel.private && h("small", {}, words.privateChannel),
    unread && h("span", { class: "badge" }, h("span", { class: "unseen" }, words.unread))));
}

function drawNews({ channel, thread, title, picture }, shut) {
  const address = `#/c/${encodeURIComponent(channel)}/t/${encodeURIComponent(thread)}`;
  return h("li", {}, h("a", { href: address, class: "unread", data: { unreadThread: thread }, on: { click: shut } },
    picture ? h("img", { src: pictureAt(picture, "thumb", channel), alt: "", loading: "lazy" }) : icon("reply"),
    h("span", { class: "name" }, title || words.someThread), h("span", { class: "badge" }, h("span", { class: "unseen" }, words.unread))));
}

/** Show on a link to a thread whether something in there was not read yet. */
export function markLinks(log) {
  for (const link of log.querySelectorAll("[data-open-thread]")) {
    const root = store.messages.get(link.dataset.openThread);
    const unread = Boolean(root && isUnread(root));
    link.classList.toggle("unread", unread);
    link.querySelector(".unseen").textContent = unread ? words.newInThread : "";
  }
}
