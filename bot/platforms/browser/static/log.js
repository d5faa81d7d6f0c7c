// A list of messages, of a channel or of a thread: keyed, in order, and held at its end while one reads there.

import { drawCard, drawUploads, moveOn } from "./card.js";
import { avatar, clock, h, icon } from "./dom.js";
import { discard, load, push, store } from "./store.js";
import { isUnread } from "./unread.js";
import { words } from "./words.js";

const NEAR = 120;
const TOGETHER = 5 * 60_000;

export class Log {
  /** `acts`: press(message, button, element), reply, view, compare(message, picture), against, open(message), again(item). */
  constructor(element, scope, acts) {
    Object.assign(this, { element, scope, acts, items: new Map(), more: false, oldest: null });
    this.list = h("div", { class: "list" });
    this.earlier = h("button", { type: "button", class: "button quiet earlier", hidden: true, on: { click: () => this.back() } }, words.earlier);
    this.jump = h("button", { type: "button", class: "button primary jump", hidden: true, on: { click: () => this.toEnd() } }, icon("down"), words.newest);
    this.empty = h("div", { class: "nothing" });
    element.replaceChildren(h("div", { class: "spring" }), this.earlier, this.empty, this.list, this.jump);
    this.watch = new ResizeObserver(() => { if (this.held) this.toEnd(); });
    this.watch.observe(this.list);
    this.watch.observe(element);
    this.held = true;
    // What grows moves nothing up: only somebody who scrolls up leaves the end.
    let top = 0;
    element.addEventListener("scroll", () => {
      if (this.near()) this.held = this.jump.hidden = true;
      else if (element.scrollTop < top) this.held = false;
      top = element.scrollTop;
    }, { passive: true });
  }

  near() {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  toEnd() {
    this.held = true;
    this.jump.hidden = true;
    this.element.scrollTop = this.element.scrollHeight;
  }

  has(message) {
    const { channel, thread } = this.scope();
    if (message.channel !== channel) return false;
    return thread ? message.thread === thread || message.id === thread : !message.thread;
  }

  async fill() {
    const { channel, thread } = this.scope();
    this.element.setAttribute("aria-busy", "true");
    const page = await load(channel, thread);
    this.element.removeAttribute("aria-busy");
    if (channel !== this.scope().channel || thread !== this.scope().thread) return;
    this.paged(page);
    this.items.clear();
    this.list.replaceChildren();
    this.draw();
    this.toEnd();
  }

  async back() {
    const { channel, thread } = this.scope();
    const from = this.element.scrollHeight - this.element.scrollTop;
    this.held = false;
    this.paged(await load(channel, thread, this.oldest));
    this.draw();
    this.element.scrollTop = this.element.scrollHeight - from;
  }

  paged(page) {
    this.more = page.more;
    this.earlier.hidden = !page.more;
    if (page.messages.length) this.oldest = Math.min(...page.messages.map((each) => each.position));
  }

  /** Draw what is known and not drawn yet. */
  draw() {
    // Before the oldest page there may be more: what came by the feed alone would stand there with a gap.
    const shown = [...store.messages.values()].filter((each) => this.has(each) && !(this.more && each.position < this.oldest));
    shown.sort((one, other) => one.position - other.position);
    this.filling = true;
    for (const message of shown) if (!this.items.has(message.id)) this.put(message);
    this.filling = false;
    for (const item of store.pending.values()) if (this.has(item)) this.pending(item.id);
    this.settle();
  }

  put(message) {
    const old = this.items.get(message.id);
    if (old && old.drawn && moveOn(old.querySelector(".card"), message)) return;
    if (old?.drawn === drawing(message)) return old.querySelector(".body").replaceChild(this.drawReplies(message), old.querySelector(".thread-foot"));
    const focused = old?.contains(document.activeElement) ? nameOf(document.activeElement) : null;
    const element = this.drawMessage(message, old?.querySelector(".card"));
    element.dataset.position = message.position;
    if (old && old.dataset.position === element.dataset.position) old.replaceWith(element);
    else {
      old?.remove();
      const last = Number(this.list.lastElementChild?.dataset.position ?? -1) <= message.position;
      const after = last ? null : [...this.list.children].find((each) => Number(each.dataset.position) > message.position);
      this.list.insertBefore(element, after ?? null);
      element.classList.toggle("new", !this.filling);
      if (!this.held) this.jump.hidden = false;
    }
    this.items.set(message.id, element);
    if (this.filling) return;
    if (focused) [...element.querySelectorAll("button, a")].find((each) => nameOf(each) === focused)?.focus({ preventScroll: true });
    this.settle();
  }

  pending(id) {
    const item = store.pending.get(id);
    const old = this.items.get(id);
    if (!item || !this.has(item)) {
      if (old?.classList.contains("waiting")) { old.remove(); this.items.delete(id); this.settle(); }
      return;
    }
    const element = this.drawWaiting(item);
    element.dataset.position = Number.MAX_SAFE_INTEGER;
    if (old) old.replaceWith(element);
    else { this.list.append(element); this.toEnd(); }
    this.items.set(id, element);
    this.settle();
  }

  settle() {
    this.empty.hidden = this.list.childElementCount > 0;
    let last = null;
    for (const each of this.list.children) {
      const { author, at } = each.dataset;
      each.classList.toggle("follows", last?.author === author && author !== "easel" && Date.parse(at) - Date.parse(last.at) < TOGETHER);
      last = each.dataset;
    }
  }

  find(picture) {
    return this.list.querySelector(`figure[data-picture="${CSS.escape(picture)}"]`);
  }

  drawMessage(message, before) {
    const acts = {
      inThread: Boolean(this.scope().thread),
      press: (button, element) => this.acts.press(message, button, element),
      reply: (picture) => this.acts.reply(message, picture),
      view: (picture) => this.acts.view(message, picture),
      compare: (picture) => this.acts.compare(message, picture),
      against: (versions, before, after) => this.acts.against(versions, before, after, message.channel),
    };
    const element = h("article", {
      class: `message ${message.author.easel ? "from-easel" : ""}`, "aria-label": message.author.name,
      data: { message: message.id, author: message.author.id, kind: message.card?.kind ?? "said", at: message.at, seq: message.seq },
    },
      avatar(message.author),
      h("div", { class: "body" },
        h("header", {}, h("b", {}, message.author.name), clock(message.at)),
        message.deleted && h("p", { class: "gone" }, words.deleted),
        message.text && said(message.text),
        message.uploads.length > 0 && drawUploads(message.uploads.map((source) => ({ source })), message.channel),
        message.card && drawCard(message, acts, before),
        this.drawReplies(message)));
    element.drawn = drawing(message);
    return element;
  }

  drawReplies(message) {
    const foot = h("div", { class: "thread-foot" });
    if (this.scope().thread || message.private || (!message.replies && message.card?.kind !== "result")) return foot;
    const label = message.replies ? words.replies(message.replies) : words.openThread;
    foot.append(h("button", { type: "button", class: "link thread-link", data: { openThread: message.id, replies: message.replies }, on: { click: () => this.acts.open(message) } }, icon("reply"), label, h("span", { class: "unseen" })));
    const unread = isUnread(message);
    foot.firstChild.classList.toggle("unread", unread);
    foot.firstChild.lastChild.textContent = unread ? words.newInThread : "";
    return foot;
  }

  drawWaiting(item) {
    const state = { sending: words.sending, unsent: words.unsent, refused: item.reason || words.refused }[item.state];
    return h("article", { class: `message waiting ${item.state}`, "aria-label": store.me.person.name, data: { message: item.id, author: store.me.person.id, kind: item.state, at: item.at } },
      avatar(store.me.person),
      h("div", { class: "body" },
        h("header", {}, h("b", {}, store.me.person.name)),
        item.text && said(item.text),
        item.uploads.length > 0 && drawUploads(item.uploads, item.channel),
        h("p", { class: "state" }, h("span", {}, state),
          item.state === "unsent" && h("button", { type: "button", class: "link", data: { retry: "" }, on: { click: () => push(item.id) } }, words.retry),
          item.state === "refused" && h("button", { type: "button", class: "link", data: { restore: "" }, on: { click: () => { discard(item.id); this.acts.again(item); } } }, words.toComposer),
          item.state === "refused" && h("button", { type: "button", class: "link", data: { discard: "" }, on: { click: () => discard(item.id) } }, words.discard))));
  }
}

function said(text) {
  const command = /^\/\S+/.exec(text)?.[0];
  return command
    ? h("p", { class: "text" }, h("span", { class: "command" }, command), text.slice(command.length))
    : h("p", { class: "text" }, text);
}

/** What a message looks like but for the count of its replies: the same again needs no new pictures. */
const drawing = (message) => JSON.stringify([message.card, message.text, message.uploads, message.deleted]);

const nameOf = (element) => JSON.stringify([element.className, { ...element.dataset, replies: null }]);
