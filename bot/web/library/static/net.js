// Speaking to the server: JSON there and back, refusals as cards.

import { words } from "./words.js";

let csrf = "";
let strangerSeen = () => {};

export class Refusal extends Error {
  constructor(status, answer) {
    super(answer?.card?.text || words.broken);
    Object.assign(this, { status, code: answer?.code ?? "", incident: answer?.card?.incident ?? "" });
  }
}

export const allow = (token) => { csrf = token; };
export const onStranger = (heard) => { strangerSeen = heard; };
export const stale = (error) => error.name === "AbortError";

export async function ask(method, path, body, { signal, quiet = false } = {}) {
  const headers = method === "GET" ? {} : { "X-Easel-CSRF": csrf || "enter", "Content-Type": "application/json" };
  let response;
  try {
    response = await fetch(path, { method, headers, body: body && JSON.stringify(body), signal });
  } catch (error) {
    throw stale(error) ? error : new Error(words.unreachable);
  }
  const answer = await response.json().catch(() => null);
  signal?.throwIfAborted();
  if (response.ok && answer) return answer;
  const refusal = new Refusal(response.status, answer);
  if (refusal.code === "enter_first" && !quiet) strangerSeen();
  throw refusal;
}

const API = "/library/api";
const query = (values) => new URLSearchParams(Object.entries(values).filter(([, value]) => value != null && value !== "")).toString();

export const get = (path, values = {}, how = {}) => ask("GET", `${API}${path}?${query(values)}`, undefined, how);
export const post = (path, body = {}, how = {}) => ask("POST", `${API}${path}`, body, how);
export const imageAt = (id, kind) => `/library/pictures/${encodeURIComponent(id)}/${kind}`;
export const pageAt = (id) => `/library/p/${encodeURIComponent(id)}`;
export const personAt = (user) => `/library/people/${encodeURIComponent(user)}`;
export const collectionAt = (id) => `/library/collections/${encodeURIComponent(id)}`;
