// Easel's cards: progress as it comes, pictures, notes, rows and buttons.

import { pictureAt, previewAt, uploadAt } from "./api.js";
import { calm, h, icon, iconButton, shape } from "./dom.js";
import { drawTree } from "./tree.js";
import { words } from "./words.js";

const BUTTONS = 4;

/** Draw a message's card. `acts` has press(button, element), reply, view, compare(picture), and `inThread`, where it stands. `before` is what it replaces. */
export function drawCard(message, acts, before = null) {
  const card = message.card;
  const shown = h("div", {
    class: `card ${card.kind}`,
    data: { card: card.kind, job: card.progress?.job, stage: card.progress?.stage, incident: card.incident || null },
  });
  shown.around = around(card);
  if (message.private || card.private) shown.append(h("p", { class: "mark private", data: { private: "" } }, icon("eye"), words.private));
  if (card.title) shown.append(h("p", { class: "title" }, card.title));
  if (card.progress) shown.append(drawProgress(card, message, before));
  else if (card.text) shown.append(h("p", { class: "text" }, card.text));
  if (card.pictures.length) shown.append(drawPictures(card, message, acts, before));
  if (card.label) shown.append(h("p", { class: "mark label", data: { label: "" } }, icon("brush"), card.label));
  if (card.fields.length) shown.append(drawFields(card.fields));
  const asked = askedBefore(card, before);
  if (asked) shown.append(h("ul", { class: "notes", data: { asked: "" } }, h("li", {}, words.youAsked(asked))));
  if (card.notes.length) shown.append(h("ul", { class: "notes" }, card.notes.map((note) => h("li", {}, note))));
  if (card.versions.length) shown.append(drawTree(card.versions, message.channel, { choose: (node) => acts.reply({ id: node.picture, version: node.version }), compare: (one, other) => acts.against(card.versions, one, other) }));
  if (card.file) shown.append(drawFile(card.file, message.channel));
  if (card.buttons.length) shown.append(drawButtons(card.buttons, acts, card.kind === "result" && card.buttons.length > BUTTONS));
  if (card.incident) shown.append(h("p", { class: "incident" }, words.incident(card.incident)));
  return shown;
}

/** Return what was asked for where a job ends without saying so: whoever watched it still sees what it was. */
function askedBefore(card, before) {
  return card.kind === "refusal" && !card.notes.length && before?.dataset.job ? before.querySelector(".title")?.textContent : "";
}

/** Bring a progress card up to date in place; say whether it could be. */
export function moveOn(element, message) {
  const card = message.card;
  if (!card?.progress || element?.dataset.job !== card.progress.job || element.around !== around(card)) return false;
  element.dataset.stage = card.progress.stage;
  element.querySelector(".stage").textContent = stageOf(card);
  element.querySelector(".meta").textContent = metaOf(card.progress);
  showFrame(element.querySelector(".frame"), card.progress, message.channel);
  return true;
}

const around = (card) => JSON.stringify({ ...card, progress: null, text: "" });

const stageOf = (card) => card.text || words.drawing;
const metaOf = (progress) => (progress.seconds ? words.seconds(progress.seconds) : "");

function drawProgress(card, message, before) {
  const frame = h("div", { class: "frame forming", data: { frame: "" } });
  const shown = h("div", { class: "progress", role: "group", "aria-label": words.drawing },
    frame,
    h("p", { class: "state" }, h("span", { class: "dot", "aria-hidden": "true" }), h("span", { class: "stage" }, stageOf(card)), h("span", { class: "meta" }, metaOf(card.progress))));
  const last = before?.querySelector(".frame img:last-of-type");
  if (last) frame.append(last);
  showFrame(frame, card.progress, message.channel);
  return shown;
}

function showFrame(frame, progress, channel) {
  if (!progress.preview) return;
  const source = previewAt(progress, channel);
  if (frame.dataset.preview === source) return;
  frame.dataset.preview = source;
  const image = h("img", { src: source, alt: words.preview, class: "layer" });
  image.addEventListener("load", () => {
    shape(frame, image.naturalWidth, image.naturalHeight);
    frame.append(image);
    reveal(image, () => { for (const each of frame.querySelectorAll("img")) if (each !== image) each.remove(); });
  });
}

function drawPictures(card, message, acts, before) {
  const under = before?.querySelector(".frame.forming img:last-of-type");
  const several = card.pictures.length > 1;
  // Outside of its thread a button of the card refines it already.
  const refined = (picture) => !acts.inThread && card.buttons.some((each) => each.command === "edit" && each.target === picture.id);
  return h("div", { class: `pictures ${several ? "several" : ""}` }, card.pictures.map((picture, place) =>
    drawPicture(picture, message.channel, acts, { several, replies: !refined(picture), under: place === 0 ? under : null })));
}

function drawPicture(picture, channel, acts, { several, replies, under }) {
  const open = h("button", { type: "button", class: "frame", "aria-label": words.open(picture.alt), on: { click: () => acts.view(picture) } });
  shape(open, picture.width, picture.height);
  if (under) open.append(under);
  const image = h("img", { src: pictureAt(picture.id, "view", channel), alt: picture.alt, width: picture.width, height: picture.height, class: "layer", loading: "lazy", decoding: "async" });
  image.addEventListener("load", () => reveal(image, () => under?.remove()));
  image.addEventListener("error", () => { open.classList.add("lost"); image.classList.add("in"); });
  open.append(image);
  const version = `v${picture.version}`;
  // A caption that begins otherwise says what nothing else on the card does: one that was found has its maker there.
  const caption = several || !picture.caption.startsWith(version) ? picture.caption || version : "";
  return h("figure", { class: "picture", data: { picture: picture.id, version: picture.version } },
    open,
    h("figcaption", {},
      caption && h("span", { class: "caption" }, caption),
      replies && h("button", { type: "button", class: "link", "aria-label": words.replyTo(picture.version), title: words.replyTo(picture.version), data: { reply: picture.id }, on: { click: () => acts.reply(picture) } }, icon("reply"), h("span", {}, words.reply)),
      picture.version > 1 && h("button", { type: "button", class: "link", "aria-label": words.compareOf(picture.version), title: words.compareOf(picture.version), data: { compares: picture.id }, on: { click: () => acts.compare(picture) } }, icon("compare"), h("span", {}, words.compare)),
      h("a", { class: "link", href: pictureAt(picture.id, "exact", channel), download: "", "aria-label": words.downloadOf(picture.version), title: words.downloadOf(picture.version), data: { download: picture.id } }, icon("download"), h("span", {}, words.download))));
}

/** Draw the way to a file: a picture's original by the picture's id, or what was put together as ``upload:`` and its id. */
function drawFile(file, channel) {
  const [, kept] = /^upload:(.+)$/.exec(file) ?? [];
  const [address, label] = kept ? [uploadAt(kept, channel), words.downloadFile] : [pictureAt(file, "original", channel), words.downloadOriginal];
  return h("p", {}, h("a", { class: "button", href: address, download: "", data: { file } }, icon("download"), label));
}

function drawFields(fields) {
  return h("dl", { class: "fields" }, fields.map((field) => h("div", {}, h("dt", {}, field.name), h("dd", {}, field.value))));
}

/** Draw a card's buttons; a result's lesser ones wait behind one that shows them, or they would stand in two rows. */
function drawButtons(buttons, acts, crowded) {
  const lesser = crowded ? buttons.filter((each) => each.style === "quiet" || each.style === "danger") : [];
  const draw = (button) => h("button", {
    type: "button", class: `button ${button.style}`, title: button.hint || null,
    data: { command: button.command, target: button.target },
    on: { click: (event) => acts.press(button, event.currentTarget) },
  }, button.label);
  const shown = h("div", { class: "buttons" }, buttons.filter((each) => !lesser.includes(each)).map(draw));
  if (!lesser.length) return shown;
  const rest = h("span", { class: "rest", hidden: true }, lesser.map(draw));
  const more = iconButton("more", words.moreActions, { "aria-expanded": "false", data: { more: "" }, on: { click: () => {
    rest.hidden = !rest.hidden;
    more.setAttribute("aria-expanded", String(!rest.hidden));
  } } });
  shown.append(more, rest);
  return shown;
}

/** Draw files that were given; what this page still holds itself need not come from the server. */
export function drawUploads(files, channel) {
  return h("div", { class: "uploads" }, files.map(({ source, blob }) =>
    h("a", { class: "upload", href: uploadAt(source, channel), target: "_blank", rel: "noopener", data: { upload: source } },
      h("img", { src: blob ?? uploadAt(source, channel), alt: words.attachment, loading: blob ? null : "lazy", height: 136 }))));
}

function reveal(image, then) {
  requestAnimationFrame(() => {
    image.classList.add("in");
    setTimeout(then, calm() ? 0 : 450);
  });
}
