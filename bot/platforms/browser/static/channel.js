// The channel: what is left of today's pictures, what the operator says, the wall, and what an empty one teaches.

import { h, icon, iconButton, toast } from "./dom.js";
import { fillPanel } from "./panel.js";
import { channelOf, store } from "./store.js";
import { words } from "./words.js";

const DISMISSED = "easel.dismissed";

export class ChannelPanel {
  constructor(element, acts, openSide) {
    this.element = element;
    this.name = h("h1", { id: "channel-title" });
    this.topic = h("p", { class: "topic" });
    this.quota = h("p", { id: "quota", class: "quota" });
    this.notices = h("div", { class: "notices" });
    this.menu = iconButton("menu", words.menu, { class: "side-open", on: { click: openSide } });
    const bar = [this.menu, h("div", { class: "what" }, this.name, this.topic), this.quota];
    const scope = () => ({ channel: store.channel, thread: null });
    Object.assign(this, fillPanel(element, { name: "channel", label: words.messages, scope, acts, bar, middle: this.notices }));
  }

  async show() {
    const channel = channelOf(store.channel);
    this.element.dataset.channel = channel.id;
    this.name.replaceChildren(icon(channel.private ? "lock" : "hash"), channel.name);
    this.topic.textContent = channel.private ? words.emptyPrivate : channel.topic;
    this.composer.input.placeholder = words.composeChannel(channel.name);
    this.composer.recall();
    this.log.list.replaceChildren();
    this.drawEmpty(channel);
    await this.log.fill().catch((error) => toast(error.message));
    this.composer.input.focus({ preventScroll: true });
  }

  drawEmpty(channel) {
    const example = ({ text, picture }) => h("li", {},
      h("button", { type: "button", class: "example", data: { example: "" }, on: { click: () => this.composer.fill(text) } },
        h("img", { src: `/static/examples/${picture}`, alt: "", width: 480, height: 320 }),
        h("span", {}, h("span", { class: "command" }, "/imagine"), text.replace("/imagine", ""))));
    this.log.empty.replaceChildren(
      h("h2", {}, channel.private ? words.emptyMine : words.emptyTitle),
      h("p", {}, channel.private ? words.emptyPrivate : words.emptyText),
      h("p", { class: "hint", id: "examples" }, words.examplesLabel),
      h("ul", { class: "examples", "aria-labelledby": "examples" }, words.examples.map(example)),
      h("ol", { class: "steps" }, words.steps.map(([name, text]) => h("li", {}, h("b", {}, name), text))));
  }

  /** Show on the menu, where the side is put away, that there is something new in it. */
  tellOfNews(news) {
    this.menu.classList.toggle("news", news);
    this.menu.setAttribute("aria-label", news ? words.menuNews : words.menu);
  }

  drawQuota() {
    const { left, limit, renews_at } = store.me.quota;
    this.quota.textContent = words.quota(left, limit);
    this.quota.dataset.left = left;
    this.quota.title = words.quotaTitle(new Date(renews_at).toLocaleTimeString([], { timeStyle: "short" }));
    this.quota.style.setProperty("--left", String(limit ? left / limit : 0));
  }

  drawNotices() {
    const gone = JSON.parse(sessionStorage.getItem(DISMISSED) ?? "[]");
    this.notices.replaceChildren(...store.me.notices.filter((notice) => !gone.includes(notice)).map((notice) => {
      const shown = h("div", { class: "notice", role: "note" }, icon("brush"), h("p", {}, notice), iconButton("close", words.dismiss, { on: { click: () => {
        sessionStorage.setItem(DISMISSED, JSON.stringify([...gone, notice]));
        shown.remove();
      } } }));
      return shown;
    }));
  }
}
