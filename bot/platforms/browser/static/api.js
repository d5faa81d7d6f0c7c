// Speaking to the server: JSON there and back, refusals as cards.

import { words } from "./words.js";

let csrf = "";
let strangerSeen = () => {};

class Unreachable extends Error {}

export class Refusal extends Error {
  constructor(status, answer) {
    super(answer?.card?.text || words.broken);
    this.status = status;
    this.code = answer?.code ?? "";
    this.card = answer?.card ?? null;
  }

  get again() {
    return this.status >= 500 || this.status === 429;
  }
}

export const allow = (token) => { csrf = token; };
export const onStranger = (heard) => { strangerSeen = heard; };

export async function ask(method, path, body) {
  const headers = method === "GET" ? {} : { "X-Easel-CSRF": csrf || "enter" };
  const raw = body instanceof Blob;
  if (body !== undefined) headers["Content-Type"] = raw ? "application/octet-stream" : "application/json";
  let response;
  try {
    response = await fetch(path, { method, headers, body: raw || body === undefined ? body : JSON.stringify(body) });
  } catch {
    throw new Unreachable(words.unreachable);
  }
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) return answer;
  const refusal = new Refusal(response.status, answer);
  if (refusal.code === "enter_first" || refusal.code === "request_foreign") strangerSeen();
  throw refusal;
}

const query = (values) => new URLSearchParams(Object.entries(values).filter(([, value]) => value != null)).toString();

export const get = (path, values = {}) => ask("GET", `${path}?${query(values)}`);
export const pictureAt = (id, rendition, channel) => `/pictures/${encodeURIComponent(id)}${rendition ? `/${rendition}` : ""}?${query({ channel })}`;
export const previewAt = (progress, channel) => `/previews/${encodeURIComponent(progress.job)}/${encodeURIComponent(progress.preview)}?${query({ channel })}`;
export const uploadAt = (source, channel) => `/uploads/${encodeURIComponent(source)}?${query({ channel })}`;
export const upload = (file, channel) => ask("POST", `/api/uploads?${query({ channel, name: file.name })}`, file);
