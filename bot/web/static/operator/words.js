// What the operator's page says. A test holds it together with the codes that the server sends.

export const words = {
  title: "Easel, for its operator",
  well: "All is well",
  wellMore: "Nothing wants a hand.",
  unwell: (n) => (n === 1 ? "One thing wants a hand" : `${n} things want a hand`),
  soon: "Nobody need be woken for it.",
  now: "Somebody should look at it now.",
  seen: (time) => `as of ${time}`,
  lost: "Easel does not answer. What is shown is from before; it is asked again every few seconds.",
  leave: "Sign out",
  studio: "Workspace",
  enter: {
    title: "The operator's page",
    text: "It is open to whoever has the administrator's password.",
    name: "Your name",
    admin: "Administrator's password",
    password: "Workspace password",
    go: "Enter",
    plain: (name) => `You are in as ${name}, without the administrator's password.`,
    closed: "Nobody can enter: no administrator's password is set. Set EASEL_ADMIN_PASSWORD to a long one and start Easel again.",
  },
  sections: {
    well: "Is it well?",
    now: "Now",
    charts: "The last half hour",
    stuck: "Stuck jobs",
    engines: "Engines and queue",
    platforms: "Platforms and what is left of their rate limits",
    workers: "Workers",
    about: "This process",
  },
  figures: {
    waiting: "Waiting", running: "Running", oldest: "Longest wait", untold: "Ended, not told",
    inbox: "Unanswered", workers: "Workers", spent: "Spent, 30 min", disk: "Disk free",
  },
  charts: {
    ack: ["Acknowledged within", "median", "99 of 100"],
    queue: ["Jobs", "waiting", "running"],
    rate: ["Each minute", "jobs told", "tellings failed"],
    took: ["A job takes", "median"],
    spent: ["Cost a minute", "dollars"],
    lag: ["The event loop is late", "at worst"],
    memory: ["Memory", "resident"],
    processor: ["Processor", "of one core"],
  },
  chartSays: (title, parts) => `${title}: ${parts.join(", ")}`,
  nothing: "none",
  table: {
    job: "Job", why: "Why, and what to do", state: "State", age: "For", mend: "Mend",
    engine: "Engine", waiting: "Waiting", running: "Running", oldest: "Longest wait", rate: "Rate left", breaker: "Breaker",
    platform: "Platform", connection: "Connection", budgets: "Least left, by request",
    worker: "Worker", heard: "Heard of", up: "Up",
  },
  of: (running, places) => `${running} of ${places}`,
  gone: "not set up",
  closed: "closed",
  open: "open",
  breaker: (trip, wait) => `${reason(trip.code)}; ${trip.scope === "account" ? "the whole account" : trip.scope}, tried again ${wait}`,
  inTime: (time) => `in ${time}`,
  atNext: "with the next job",
  heard: "heard",
  away: "away",
  unmet: "no request lately",
  noStuck: "No job is stuck. A job is listed here once it has waited for ten minutes, run for twenty, or ended three minutes ago without being told.",
  ownWorker: "This process makes the jobs itself: on SQLite it is the only one.",
  noWorkers: "No worker has been heard of. Start one: easel work.",
  ago: (time) => `${time} ago`,
  states: { waiting: "waiting", running: "running", made: "made, not told", refused: "refused, not told", cancelled: "cancelled, not told" },
  mends: { retry: "Try again", refuse: "Refuse" },
  mendOf: (what, id) => `${what} job ${id}`,
  refuse: {
    title: "Refuse this job?",
    text: "It ends without a picture and its asker is told so. Its place in their quota is free again, unless the engine may have billed for a call that was begun.",
    no: "Keep it",
    yes: "Refuse it",
  },
  mended: {
    queued: "It is looked at now; it starts as soon as its engine and its asker have room.",
    begun: "It is being told anew.",
    refused: "It is refused, its reservation is free, and its asker is being told.",
    at_work: "A worker is at it, so it is left alone: its engine would be called twice. Refuse it, or stop that worker; another takes over within half a minute.",
    over: "It has ended meanwhile.",
    unknown: "There is no such job.",
  },
  about: {
    easel: "Easel", python: "Python", database: "Database", tables: "Tables", uptime: "Up for",
    memory: "Memory", threads: "Threads", disk: "Disk",
  },
  diskOf: (free, size) => `${free} free of ${size}`,
};

const REASONS = {
  engine_quota: "the account has no credit left",
  engine_billing: "the account's billing limit is reached",
  engine_key: "the key is refused",
  engine_unverified: "the organisation is not verified for this model",
  engine_denied: "access is denied",
  model_gone: "the model is gone",
};

export const reason = (code) => REASONS[code] ?? code;

const BREAKERS = {
  engine_quota: "Add credit at the vendor. Easel tries again by itself.",
  engine_billing: "Raise the limit in the vendor's billing settings. Easel tries again by itself.",
  engine_key: "Set OPENAI_API_KEY (or that server's key) to one that works and start Easel again.",
  engine_unverified: "Verify the organisation at the vendor, or set EASEL_DEFAULT_MODEL to another model.",
  engine_denied: "See at the vendor whether the project may use images, and from where.",
  model_gone: "Set EASEL_DEFAULT_MODEL to its successor; /models lists what works.",
};

/** What is unwell: its title, and what to do. */
export const advice = {
  breaker_open: (p) => [`${p.engine} is not called: ${reason(p.code)}`, BREAKERS[p.code] ?? "See the log for operator_needed; it names the mend."],
  database_away: (p) => [`The database does not answer (${p.code})`, "See whether it runs and has room: easel doctor says what it finds. Nothing is lost meanwhile: jobs wait, and go on by themselves."],
  disk_little: (p) => [`The disk is nearly full: ${p.megabytes} MB are free`, "Make room in the data folder's disk or move the pictures to S3 (EASEL_ASSETS_URL). When it is full, jobs are refused and not charged."],
  platform_away: (p) => [`${p.fault}`, `Easel tries again all the time. If it lasts: easel doctor checks ${p.platform}'s tokens, and the platform's status page tells of outages. Results are kept and told later.`],
  no_workers: () => ["No worker is alive", "Start one: easel work. Jobs that wait begin within seconds, and nothing of them is lost."],
  jobs_stuck: (p) => [p.n === 1 ? "One job does not go on" : `${p.n} jobs do not go on`, "See below why, and mend each."],
  inbox_behind: (p) => [p.n === 1 ? "One call is unanswered for over a minute" : `${p.n} calls are unanswered, the oldest for over a minute`, "They are taken up again every half minute. If they stay: see whether the database is slow and whether the platform takes answers (answer_failed in the log)."],
  rate_spent: (p) => [`${p.engine} is called as often as it may be`, "Jobs wait for their turn. If the vendor allows more, raise EASEL_IMAGES_PER_MINUTE."],
  loop_late: (p) => [`This process is late by ${p.milliseconds} ms at worst`, "It has too much to do: give it a processor of its own, or run easel serve and easel work apart on Postgres."],
};

/** Why a job is stuck, and what to do about it. */
export const whys = {
  no_workers: "No worker is alive. Start one: easel work.",
  breaker: "Its engine is not called now; see above. It goes on by itself, or refuse it.",
  engine_gone: "Its engine is not set up here any more. Set its key again, or refuse it.",
  engine_full: "Its engine has no place free. It waits for its turn; raise EASEL_ENGINE_CONCURRENCY if the vendor bears it.",
  held: "It waits for an older job of its thread, or its asker has as many running as they may. Try again looks anew.",
  stopping: "It was asked to stop and has not yet. If its worker is gone, another takes over within half a minute.",
  engine_slow: "Its engine has not answered yet. Calls are given up after ten minutes, three times at most.",
  repeated: "Its call was begun twice: a worker died under it. See the log for worker_silent.",
  platform_away: "Its end cannot be told while its platform is away. It is tried again by itself; Try again does it now.",
  untold: "Telling its end has failed and is tried ever more rarely. Try again does it now; the log says why (step_tried_again).",
};
