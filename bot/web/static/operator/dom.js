// Elements without markup: text only ever enters as text. And numbers as people read them.

export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [type, heard] of Object.entries(value)) element.addEventListener(type, heard);
    else if (name === "data") for (const [key, each] of Object.entries(value)) element.dataset[key] = each;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Put new children into a place; what had the focus has it again, by its data-key. */
export function fill(place, ...children) {
  const key = place.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  place.replaceChildren(...children);
  if (key) [...place.querySelectorAll("[data-key]")].find((each) => each.dataset.key === key)?.focus();
}

const one = new Intl.NumberFormat([], { maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat([], { maximumFractionDigits: 0 });

export const number = (value) => whole.format(value);
export const percent = (share) => `${whole.format(share * 100)} %`;

export function span(seconds) {
  if (seconds < 60) return `${whole.format(seconds)} s`;
  if (seconds < 3600) return `${whole.format(seconds / 60)} min`;
  if (seconds < 172800) return `${one.format(seconds / 3600)} h`;
  return `${whole.format(seconds / 86400)} days`;
}

export function took(seconds) {
  if (seconds < 1) return `${whole.format(seconds * 1000)} ms`;
  return seconds < 60 ? `${one.format(seconds)} s` : span(seconds);
}

export function bytes(value) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let at = 0;
  while (value >= 1000 && at < units.length - 1) { value /= 1000; at += 1; }
  return `${value < 10 && at ? one.format(value) : whole.format(value)} ${units[at]}`;
}

export const dollars = (micro) => `$${(micro / 1e6).toFixed(micro && micro < 1e5 ? 3 : 2)}`;
