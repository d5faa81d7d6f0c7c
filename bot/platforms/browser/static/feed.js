// The stream of changes: it resumes by the last one seen, and knows when it is dead.

import { get } from "./api.js";
import { store, take, tell } from "./store.js";

const QUIET = 40_000;
const GRACE = 1_500;

let source = null;
let watchdog;
let retry;
let grace;
let waits = 0;

export function listen() {
  stop();
  source = new EventSource(`/api/feed?after=${store.seq}`);
  source.addEventListener("message", (event) => {
    alive(event);
    take(JSON.parse(event.data), true);
  });
  source.addEventListener("beat", alive);
  source.addEventListener("error", lost);
  watch();
}

export function stop() {
  clearTimeout(watchdog);
  clearTimeout(retry);
  source?.close();
  source = null;
}

function alive(event) {
  store.seq = Math.max(store.seq, Number(event.lastEventId) || 0);
  waits = 0;
  clearTimeout(grace);
  grace = undefined;
  tell("connected", true);
  watch();
}

function watch() {
  clearTimeout(watchdog);
  watchdog = setTimeout(lost, QUIET);
}

function lost() {
  // Refused and not cut off: the session may have ended, which any request hears of.
  if (source?.readyState === EventSource.CLOSED) get("/api/channels").catch(() => null);
  stop();
  // A server that restarts is back before anybody needs to be told.
  grace ??= setTimeout(() => tell("connected", false), GRACE);
  retry = setTimeout(listen, Math.min(10_000, 400 * 2 ** waits));
  waits += 1;
}

addEventListener("online", () => { if (store.me) listen(); });
addEventListener("offline", () => tell("connected", false));
