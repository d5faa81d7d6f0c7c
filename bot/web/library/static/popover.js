// A small sheet under a button: it closes by Esc, by pressing beside it, and by what is chosen in it.

import { h } from "./ui.js";

/** Have `button` open a sheet that `fill(sheet, close)` fills anew each time. */
export function popover(button, label, fill) {
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-haspopup", "dialog");
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-expanded") === "true") return;
    const sheet = h("div", { class: "pop", popover: "auto", role: "dialog", "aria-label": label });
    const close = () => sheet.hidePopover();
    document.body.append(sheet);
    sheet.addEventListener("toggle", (event) => {
      if (event.newState === "open") return;
      button.setAttribute("aria-expanded", "false");
      const inside = sheet.contains(document.activeElement) || document.activeElement === document.body;
      sheet.remove();
      if (inside && button.isConnected) button.focus();
    });
    sheet.addEventListener("keydown", (event) => walk(event, sheet));
    fill(sheet, close);
    sheet.showPopover();
    button.setAttribute("aria-expanded", "true");
    stand(sheet, button);
    (sheet.querySelector("[data-first]") ?? sheet.querySelector("input, button"))?.focus();
  });
}

/** Stand under the button, inside the window; on a phone the style sheet has it at the bottom. */
function stand(sheet, button) {
  const box = button.getBoundingClientRect();
  const left = Math.max(8, Math.min(box.left, innerWidth - sheet.offsetWidth - 8));
  const under = box.bottom + 6;
  const above = box.top - 6 - sheet.offsetHeight;
  sheet.style.setProperty("--left", `${left}px`);
  sheet.style.setProperty("--top", `${under + sheet.offsetHeight > innerHeight - 8 && above > 8 ? above : under}px`);
}

/** Up and down go through what can be chosen; in a grid, left and right too. */
function walk(event, sheet) {
  if (event.key === "Escape") { event.stopPropagation(); return; }
  const all = [...sheet.querySelectorAll("[data-choice]")];
  const at = all.indexOf(document.activeElement);
  const grid = all[0]?.closest("[data-grid]");
  const wide = grid ? Number(grid.dataset.grid) : 1;
  const steps = { ArrowDown: wide, ArrowUp: -wide, ...(grid && { ArrowRight: 1, ArrowLeft: -1 }) };
  if (!(event.key in steps) || !all.length) return;
  event.preventDefault();
  const goal = at < 0 ? 0 : at + steps[event.key];
  if (goal < 0 && !grid) return sheet.querySelector("input")?.focus();
  all[goal]?.focus();
}

/** A row of a list to choose from. */
export function choice(label, { chosen = false, before = null, after = null, value, pick }) {
  return h("button", { type: "button", class: "choice", "aria-pressed": String(chosen), data: { choice: value ?? label }, on: { click: pick } }, before, h("span", { class: "name" }, label), after);
}
