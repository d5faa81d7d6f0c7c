// The operator's page: asks how Easel is every few seconds, shows it, and mends what it is told to.

import { Charts } from "./charts.js";
import { bytes, dollars, fill, h, number, percent, span } from "./dom.js";
import { advice, whys, words } from "./words.js";

const EVERY = 5000;
const page = document.getElementById("page");
let csrf = "";

class Refused extends Error {
  constructor(status, answer) {
    super(answer?.card?.text ?? String(status));
    this.status = status;
    this.answer = answer;
  }
}

async function ask(method, path, body) {
  const headers = method === "GET" ? {} : { "X-Easel-CSRF": csrf || "enter", "Content-Type": "application/json" };
  const response = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) return answer;
  throw new Refused(response.status, answer);
}

function announce(text) {
  document.getElementById("announcer").textContent = text;
}

async function begin() {
  const me = await ask("GET", "/api/me");
  csrf = me.csrf ?? "";
  if (me.person?.administrator) await watch();
  else await door(me);
}

// Entering

async function door(me) {
  const said = words.enter;
  const logo = h("img", { src: "/static/easel.svg", alt: "" });
  if (!(await ask("GET", "/operator/api/open")).open) {
    page.replaceChildren(h("main", { class: "enter" }, h("form", { class: "sheet" }, logo, h("h1", {}, said.title), h("p", {}, said.closed))));
    return;
  }
  const name = h("input", { name: "name", autocomplete: "username", required: true, maxlength: 40, value: me.person?.name ?? "Operator" });
  const admin = h("input", { name: "admin", type: "password", autocomplete: "current-password", required: true });
  const password = me.password_demanded || me.person ? h("input", { name: "password", type: "password", autocomplete: "off" }) : null;
  const error = h("p", { class: "error", role: "alert" });
  const form = h("form", { class: "sheet" }, logo, h("h1", {}, said.title),
    h("p", {}, me.person ? said.plain(me.person.name) : said.text),
    h("label", {}, said.name, name), h("label", {}, said.admin, admin), password && h("label", {}, said.password, password),
    error, h("button", { class: "button primary" }, said.go));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    error.textContent = "";
    csrf = "";
    try {
      await ask("POST", "/api/enter", { name: name.value, admin_password: admin.value, password: password?.value ?? "" });
      await begin();
    } catch (failed) {
      error.textContent = failed.message;
      admin.focus();
    }
  });
  page.replaceChildren(h("main", { class: "enter" }, form));
  admin.focus();
}

// Watching

async function watch() {
  const at = h("small");
  const leave = h("button", { class: "button", type: "button", on: { click: async () => { await ask("POST", "/api/leave"); location.reload(); } } }, words.leave);
  const place = (name) => h("div", { data: { place: name } });
  const places = Object.fromEntries(["well", "now", "charts", "stuck", "engines", "platforms", "workers", "about"].map((name) => [name, place(name)]));
  const said = h("p", { class: "said", role: "status" });
  const section = (name, ...more) => h("section", { "aria-labelledby": `${name}-title` }, h("h2", { id: `${name}-title` }, words.sections[name]), more, places[name]);
  places.charts.className = "charts";
  page.replaceChildren(
    h("header", { class: "top" }, h("img", { src: "/static/easel.svg", alt: "" }), h("h1", {}, words.title), at, h("span", { class: "grow" }), h("a", { href: "/" }, words.studio), leave),
    h("main", {}, h("section", { "aria-label": words.sections.well }, places.well), section("now"), section("stuck", said), section("charts"), section("engines"),
      h("div", { class: "columns" }, section("platforms"), section("workers")), section("about")));
  const charts = new Charts(places.charts);
  let verdict = "";

  const mend = async (job, what) => {
    if (what === "refuse" && !(await sure())) return;
    let mended;
    try {
      ({ mended } = await ask("POST", `/operator/api/jobs/${encodeURIComponent(job.id)}/${what}`));
    } catch (failed) {
      mended = failed.answer?.mended;
      if (!mended) { said.textContent = failed.message; return; }
    }
    said.textContent = `${job.id}: ${words.mended[mended] ?? mended}`;
    await look();
  };

  const look = async () => {
    let state;
    try {
      state = await ask("GET", `/operator/api/state?after=${charts.newest}`);
    } catch (failed) {
      if (failed instanceof Refused && failed.status < 500) { location.reload(); return; }
      fill(places.well, lost());
      return;
    }
    charts.add(state.columns, state.points);
    at.textContent = words.seen(new Date(state.at * 1000).toLocaleTimeString());
    fill(places.well, well(state));
    fill(places.now, figures(state, charts.sum("spent")));
    fill(places.stuck, stuck(state, mend));
    fill(places.engines, engines(state));
    fill(places.platforms, platforms(state));
    fill(places.workers, workers(state));
    fill(places.about, about(state));
    const now = state.unwell.length ? words.unwell(state.unwell.length) : words.well;
    if (now !== verdict) announce(now);
    verdict = now;
    document.title = `${state.unwell.length ? `(${state.unwell.length}) ` : ""}${words.title}`;
    page.dataset.seen = String(state.at);
  };

  await look();
  const again = async () => {
    if (!document.hidden) await look();
    setTimeout(again, EVERY);
  };
  setTimeout(again, EVERY);
}

function lost() {
  return h("div", { class: "verdict bad" }, h("span", { class: "dot" }), h("div", {}, h("h2", {}, words.lost)));
}

function well(state) {
  const urgent = state.unwell.some((each) => each.urgent);
  const some = state.unwell.length > 0;
  const verdict = h("div", { class: `verdict ${urgent ? "bad" : some ? "warn" : ""}` }, h("span", { class: "dot" }),
    h("div", {}, h("h2", {}, some ? words.unwell(state.unwell.length) : words.well), h("p", {}, some ? (urgent ? words.now : words.soon) : words.wellMore)));
  const list = state.unwell.map((each) => {
    const [title, text] = advice[each.code]?.(each.params) ?? [each.code, ""];
    return h("li", { class: `sheet ${each.urgent ? "urgent" : ""}`, data: { unwell: each.code } }, h("h3", {}, title), h("p", {}, text));
  });
  return h("div", {}, verdict, list.length ? h("ul", { class: "unwell" }, list) : null);
}

function figures(state, spent) {
  const total = (name) => state.engines.reduce((sum, engine) => sum + engine[name], 0);
  const oldest = Math.max(0, ...state.engines.map((engine) => engine.oldest));
  const shown = {
    waiting: number(total("waiting")), running: number(total("running")), oldest: oldest ? span(oldest) : words.nothing,
    untold: number(state.untold), inbox: number(state.inbox.unanswered), workers: number(state.workers.alive),
    spent: dollars(spent), disk: bytes(state.disk.free),
  };
  return h("dl", { class: "figures" }, Object.entries(shown).map(([name, value]) => h("div", { class: "sheet" }, h("dt", {}, words.figures[name]), h("dd", { data: { figure: name } }, value))));
}

function table(heads, rows, numbers = []) {
  const classes = (at) => (numbers.includes(at) ? "number" : null);
  return h("div", { class: "sheet scroll", tabindex: 0, role: "group", "aria-label": heads[0] }, h("table", { class: "cards" },
    h("thead", {}, h("tr", {}, heads.map((head, at) => h("th", { scope: "col", class: classes(at) }, head)))),
    h("tbody", {}, rows.map((cells) => h("tr", {}, cells.map((cell, at) =>
      (at ? h("td", { "data-label": heads[at], class: [classes(at), cell?.dataset?.wide ? "wide" : ""].filter(Boolean).join(" ") || null }, cell) : h("th", { scope: "row" }, cell))))))));
}

function stuck(state, mend) {
  if (!state.stuck.length) return h("p", { class: "sheet none" }, words.noStuck);
  const t = words.table;
  return table([t.job, t.state, t.age, t.why, t.mend], state.stuck.map((job) => [
    h("span", {}, h("span", { class: "mono" }, job.id), h("br"), h("span", { class: "hint" }, `${job.platform}, ${job.model}`)),
    words.states[job.state] ?? job.state,
    span(job.seconds),
    h("span", { data: { wide: "1" } }, whys[job.why] ?? job.why),
    h("span", { class: "buttons" }, job.mends.map((what) => h("button", {
      type: "button", class: `button ${what === "refuse" ? "danger" : ""}`, data: { key: `${what}:${job.id}` },
      "aria-label": words.mendOf(words.mends[what], job.id), on: { click: () => mend(job, what) },
    }, words.mends[what]))),
  ]));
}

function left(share) {
  const bar = h("span", { class: `bar ${share < 0.1 ? "low" : ""}`, "aria-hidden": "true" }, h("i"));
  bar.firstChild.style.width = `${Math.round(share * 100)}%`;
  return bar;
}

function engines(state) {
  const t = words.table;
  return table([t.engine, t.waiting, t.running, t.oldest, t.rate, t.breaker], state.engines.map((engine) => [
    engine.name,
    number(engine.waiting),
    engine.places ? words.of(number(engine.running), number(engine.places)) : words.gone,
    engine.oldest ? span(engine.oldest) : words.nothing,
    engine.left === null ? words.nothing : h("span", {}, left(engine.left), ` ${percent(engine.left)}`),
    engine.trips.length
      ? h("span", {}, engine.trips.map((trip) => h("span", { class: "trip" }, h("span", { class: "mark bad" }, words.open), " ", h("span", { class: "hint" }, words.breaker(trip, trip.seconds ? words.inTime(span(trip.seconds)) : words.atNext)))))
      : h("span", { class: "mark" }, words.closed),
  ]), [1, 2, 3]);
}

function platforms(state) {
  const t = words.table;
  return table([t.platform, t.connection, t.budgets], state.platforms.map((platform) => [
    platform.name,
    h("span", {}, h("span", { class: `mark ${platform.fault ? "bad" : ""}` }, platform.fault ? words.away : words.heard), platform.fault && h("span", { class: "hint" }, platform.fault)),
    platform.budgets.length
      ? h("div", { data: { wide: "1" } }, platform.budgets.slice(0, 6).map((each) => h("div", { class: "left" }, h("span", { class: "mono" }, each.bucket), left(each.left), h("b", {}, percent(each.left)))))
      : h("span", { class: "hint" }, words.unmet),
  ]));
}

function workers(state) {
  if (!state.workers.beats.length) return h("p", { class: "sheet none" }, state.workers.alive ? words.ownWorker : words.noWorkers);
  const t = words.table;
  return table([t.worker, t.heard, t.up], state.workers.beats.map((beat) => [
    h("span", { class: "mono" }, beat.id),
    h("span", { class: `mark ${beat.ago > 20 ? "bad" : ""}` }, words.ago(span(beat.ago))),
    span(beat.up),
  ]), [2]);
}

function about(state) {
  const facts = {
    easel: state.versions.easel, python: state.versions.python, database: state.versions.database, tables: state.versions.tables,
    uptime: span(state.uptime), memory: bytes(state.process.memory), threads: number(state.process.threads),
    disk: words.diskOf(bytes(state.disk.free), bytes(state.disk.size)),
  };
  return h("dl", { class: "facts sheet" }, Object.entries(facts).map(([name, value]) => h("div", {}, h("dt", {}, words.about[name]), h("dd", {}, value))));
}

function sure() {
  return new Promise((resolve) => {
    const say = words.refuse;
    const close = (value) => () => { dialog.close(); resolve(value); };
    const dialog = h("dialog", { "aria-labelledby": "sure-title" }, h("h2", { id: "sure-title" }, say.title), h("p", {}, say.text),
      h("div", { class: "buttons" }, h("button", { type: "button", class: "button", on: { click: close(false) } }, say.no),
        h("button", { type: "button", class: "button danger", data: { yes: "" }, on: { click: close(true) } }, say.yes)));
    dialog.addEventListener("cancel", () => resolve(false));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  });
}

begin().catch(() => page.replaceChildren(h("main", {}, lost())));
