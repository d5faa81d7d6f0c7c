// What completes what is typed: where it would stand, what there is, and what must be asked of the server.

import { store } from "./store.js";
import { words } from "./words.js";

const NUMBERS = 12;

/** Return `{from, found, eager, title}`, with `ask` and `row` where the server knows more; `eager` takes the first. */
export function suggest(text, versions) {
  const command = /^\/(\S*)$/.exec(text);
  if (command) return { from: 0, eager: true, title: words.commandsTitle, found: commands(command[1].toLowerCase()) };
  const token = /(?:[^\s"]*:"[^"]*|\S*)$/.exec(text)[0];
  const from = text.length - token.length;
  if (token.startsWith("@")) return { from, eager: true, title: words.peopleTitle, found: people(token.slice(1).toLowerCase()) };
  const name = /^\/(\S+)\s/.exec(text)?.[1].toLowerCase();
  const spec = store.me.commands.find((each) => each.name === name);
  if (!spec) return { from, found: [] };
  const [, option, typed] = /^([a-z][\w-]*):"?(.*)$/i.exec(token) ?? [];
  if (option === undefined) return { from, eager: false, title: words.optionsTitle(name), found: options(spec, token.toLowerCase(), text) };
  return { from, eager: false, ...values(spec.options.find((each) => each.name === option.toLowerCase()), typed.toLowerCase(), versions) };
}

function commands(typed) {
  return store.me.commands.filter((each) => each.name.startsWith(typed)).map((each) => ({ name: `/${each.name}`, text: `/${each.name} `, help: each.help }));
}

function people(typed) {
  const all = [{ name: words.product }, ...store.me.people.filter((each) => each.user !== store.me.person.user)];
  return all.filter((each) => each.name.toLowerCase().startsWith(typed)).map((each) => ({ name: `@${each.name}`, text: `@${each.name} `, help: "" }));
}

function options(spec, typed, text) {
  if (typed.length < 2 && text.trim() !== `/${spec.name}` && !/:(\S+|"[^"]*")\s$/.test(text)) return [];
  const given = new Set([...text.matchAll(/(?:^|\s)([a-z][\w-]*):/gi)].map(([, name]) => name.toLowerCase()));
  const named = spec.options.filter((each) => each.kind !== "image" && each.name.startsWith(typed) && !given.has(each.name));
  return named.map((each) => ({ name: `${each.name}:`, text: `${each.name}:`, help: each.help }));
}

function values(option, typed, versions) {
  if (!option) return { found: [] };
  const row = (value, help) => ({ name: value, help: help.replace(`${value} · `, ""), text: `${option.name}:${/\s/.test(value) ? `"${value}"` : value} ` });
  const fixed = known(option, versions).filter(([value]) => value.toLowerCase().startsWith(typed)).map(([value, help]) => row(value, help));
  const asked = option.suggest && !option.choices.length ? { ask: { what: option.suggest, typed: typed.slice(0, 200) }, row } : {};
  return { title: `${option.name}: ${option.help}`, found: fixed, ...asked };
}

/** Return the values that the page itself knows of an option, each with a word about it. */
function known(option, versions) {
  if (option.kind === "flag") return [["yes", ""], ["no", ""]];
  if (option.kind === "picture") return versions.map((node) => [`v${node.version}`, node.words]);
  if (option.choices.length) return option.choices.map((each) => [each, ""]);
  const { least, most } = option;
  if (option.kind !== "number" || least === null || most === null || most - least >= NUMBERS) return [];
  return Array.from({ length: most - least + 1 }, (_, place) => [String(least + place), ""]);
}
