// Light, dark, or as the system has it; what was chosen is applied by theme.js before the first paint.

import { announce, iconButton } from "./dom.js";
import { words } from "./words.js";

const KEPT = "easel.theme";
const ORDER = ["system", "light", "dark"];

const chosen = () => document.documentElement.dataset.theme ?? "system";

function choose(theme) {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, theme);
  } catch { /* it holds until the page is closed */ }
  paintEdge();
}

/** The browser's own edge takes the colour of the wall. */
function paintEdge() {
  const wall = getComputedStyle(document.body).backgroundColor;
  for (const meta of document.querySelectorAll('meta[name="theme-color"]')) meta.content = wall;
}

export function nextTheme() {
  choose(ORDER[(ORDER.indexOf(chosen()) + 1) % ORDER.length]);
  announce(words.themeNow(chosen()));
  for (const button of document.querySelectorAll("[data-theme-switch]")) button.replaceWith(themeSwitch());
}

export function themeSwitch() {
  return iconButton(chosen(), words.themeSwitch(chosen()), {
    data: { themeSwitch: chosen() },
    on: { click: () => { nextTheme(); document.querySelector("[data-theme-switch]").focus(); } },
  });
}
