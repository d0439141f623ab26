// Keeps the pages of this browser current. One tab opens the stream of notices and passes on to the others what it says;
// each tab has its page loaded again (by the wasm) when one of the page's topics has changed.
const channel = new BroadcastChannel("motore-live");
const TAB = Math.random().toString(36).slice(2);
const root = document.documentElement;

// ── Positions: "epoch-revision". Those of different epochs, which are different processes, cannot be compared.
const NOWHERE = "0-0";
const parse = (position) => {
  const [epoch, revision] = (position || NOWHERE).split("-");
  return { epoch, revision: Number(revision) };
};
const older = (a, b) => {
  if (!a || !b) return a || b;
  const [one, other] = [parse(a), parse(b)];
  if (one.epoch !== other.epoch) return NOWHERE;
  return one.revision < other.revision ? a : b;
};
const covers = (from, position) => from === older(from, position);

// ── The page of this tab
let topics = [];
let position;
// What has been told since the page was made: the revision of each topic.
let told = new Map();
let loading = false;
let timer = 0;
let next = 0;
let began = 0;

function look() {
  const named = [...document.querySelectorAll("[data-topics]")].flatMap((part) => part.dataset.topics.split(" "));
  if (said) named.push(`presence:${said}`);
  topics = [...new Set(named)].filter(Boolean).sort();
  position = document.querySelector("meta[name=position]")?.content;
  for (const [topic, { epoch, revision }] of told) {
    const page = parse(position);
    if (!topics.includes(topic) || (epoch === page.epoch && revision <= page.revision)) told.delete(topic);
  }
}

function hearOf(revisions, id) {
  const { epoch } = parse(id);
  // Tests and people can tell a page that hears of changes.
  root.dataset.listening = "yes";
  for (const [topic, revision] of Object.entries(revisions)) told.set(topic, { epoch, revision });
  const presence = `presence:${said}`;
  if (presence in revisions) sayPresent();
  told.delete(presence);
  look();
  renew();
}

// Whether loading the page again would take something out of somebody's hands. Fields that are being filled in stay as
// they are (frontend/src/differ.rs), so they are no reason.
let pressed = false;
addEventListener("pointerdown", () => (pressed = true), true);
for (const end of ["pointerup", "pointercancel", "dragend"]) addEventListener(end, () => (pressed = false), true);
const busy = () => pressed || document.querySelector("dialog[open], :popover-open, [data-dragging]") !== null;

// Has the page loaded again if it is behind: at once, but never twice at the same time, and when many changes follow each
// other, only so often that the server and this device have time for something else.
function renew() {
  clearTimeout(timer);
  if (!told.size || loading || document.hidden) return;
  const wait = busy() || !root.dataset.live ? 200 : next - performance.now();
  if (wait > 0) {
    timer = setTimeout(renew, wait);
    return;
  }
  told = new Map();
  loading = true;
  began = performance.now();
  dispatchEvent(new Event("motore:again"));
}

// The wasm says that a page has been shown (or could not be).
addEventListener("motore:shown", ({ detail }) => {
  const now = performance.now();
  if (loading) next = detail === "failed" ? now + 5000 : now + 2 * (now - began);
  loading = false;
  sayPresent();
  look();
  announce();
  renew();
});
addEventListener("visibilitychange", () => {
  sayPresent();
  renew();
});

// ── Who else has the deal on their screen
let said;
let editing = null;

const strip = () => document.querySelector("[data-presence]");

function sayPresent() {
  const deal = document.hidden ? undefined : strip()?.dataset.presence;
  if (said && said !== deal) send(said, { gone: true });
  said = deal;
  if (said) send(said, { editing });
}

async function send(deal, what) {
  const body = JSON.stringify({ tab: TAB, ...what });
  const request = { method: "PUT", keepalive: true, headers: { "content-type": "application/json" }, body };
  const answer = await fetch(`/api/v1/opportunities/${deal}/presence`, request).catch(() => undefined);
  const others = !what.gone && answer?.ok ? await answer.json() : undefined;
  if (others && said === deal) draw(others);
}

function draw(others) {
  const place = strip();
  const { here, editing } = place.dataset;
  const lines = others.map((other) => (other.editing ? editing.replace("{}", other.name).replace("{}", label(other.editing)) : here.replace("{}", other.name)));
  // Saying the same again would be read out again.
  if (lines.join() === [...place.children].map((line) => line.textContent).join()) return;
  place.replaceChildren(...lines.map((line) => Object.assign(document.createElement("span"), { textContent: line })));
}

// What this page calls a field.
function label(field) {
  const found = [...document.querySelectorAll("#main [name], #main [id]")].find((part) => part.name === field || part.id === field);
  return found?.labels?.[0]?.textContent.trim() || found?.ariaLabel || field;
}

let saying = 0;
for (const [event, is] of [["focusin", true], ["focusout", false]]) {
  addEventListener(event, ({ target }) => {
    const field = target.closest?.("#main input, #main textarea, #main select");
    if (!field) return;
    editing = is ? (field.name || field.id || "").slice(0, 50) || null : null;
    clearTimeout(saying);
    saying = setTimeout(sayPresent, 200);
  });
}
setInterval(sayPresent, 12_000);

// ── All tabs
const post = (message) => {
  channel.postMessage(message);
  hear(message);
};
const announce = () => post({ tab: TAB, topics, position });
channel.onmessage = ({ data }) => hear(data);

function hear(message) {
  if (message.told) hearOf(message.told, message.at);
  if (message.roll) announce();
  if (leading && message.tab) {
    if (message.gone) tabs.delete(message.tab);
    else {
      tabs.set(message.tab, { topics: message.topics, seen: Date.now() });
      // What it has missed is known already, or has to be asked for.
      if (stream && message.topics.every((topic) => stream.topics.has(topic)) && covers(stream.from, message.position)) {
        channel.postMessage({ told: stream.told, at });
        if (message.tab === TAB) hearOf(stream.told, at);
        return;
      }
      behind = older(behind, message.position);
    }
    tune();
  }
}

// ── The tab that holds the stream
let leading = false;
const tabs = new Map();
// The last event, and the oldest page that has not been told of what came before it.
let at;
let behind;
let stream = null;
let tuning = 0;
let tries = 0;

function lead() {
  leading = true;
  post({ roll: true });
}

// Asks for what the tabs show, unless that is what is asked for.
function tune(wait = 30) {
  clearTimeout(tuning);
  tuning = setTimeout(() => {
    for (const [tab, { seen }] of tabs) if (Date.now() - seen > 200_000) tabs.delete(tab);
    const wanted = new Set([...tabs.values()].flatMap((tab) => tab.topics));
    if (!leading || (stream && !behind && [...wanted].every((topic) => stream.topics.has(topic)))) return;
    stream?.close.abort();
    stream = null;
    if (wanted.size && navigator.onLine) open(wanted);
  }, wait);
}

async function open(wanted) {
  const mine = { topics: wanted, from: older(at, behind) ?? NOWHERE, told: {}, close: new AbortController() };
  stream = mine;
  let later = 0;
  let silent = 0;
  const alive = () => {
    clearTimeout(silent);
    // The server sends a line each 20 seconds.
    silent = setTimeout(() => mine.close.abort(), 50_000);
  };
  try {
    alive();
    const names = [...wanted].slice(0, 200).join(",");
    const answer = await fetch(`/api/v1/events?topics=${names}&since=${mine.from}`, { signal: mine.close.signal });
    if (!answer.ok) {
      // No session, no place: it is asked again, not soon.
      later = 1000 * Number(answer.headers.get("retry-after") ?? 60);
      throw answer.status;
    }
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      alive();
      const events = (text + value).split("\n\n");
      text = events.pop();
      for (const event of events) read(mine, event);
    }
  } catch {
    // It is opened again, below.
  }
  clearTimeout(silent);
  if (stream !== mine) return;
  stream = null;
  behind = older(behind, mine.from);
  // Not all browsers at once, and less and less often.
  tries += 1;
  tune(Math.max(later, 500 * 2 ** Math.min(tries, 6)) * (0.5 + Math.random()));
}

function read(mine, event) {
  const line = (name) => event.split("\n").find((line) => line.startsWith(name))?.slice(name.length).trim();
  const [id, data] = [line("id:"), line("data:")];
  if (!id || !data || stream !== mine) return;
  tries = 0;
  behind = undefined;
  at = id;
  const revisions = JSON.parse(data);
  Object.assign(mine.told, revisions);
  post({ told: revisions, at });
}

// ── From the first page to the last
let release = () => {};

function begin() {
  sayPresent();
  look();
  // Where tabs cannot agree (no secure connection), each has its own.
  if (!navigator.locks) lead();
  else {
    navigator.locks.request("motore-live", () => {
      lead();
      return new Promise((done) => (release = done));
    });
  }
  announce();
}

addEventListener("pagehide", () => {
  if (said) send(said, { gone: true });
  said = undefined;
  post({ tab: TAB, gone: true });
  leading = false;
  stream?.close.abort();
  stream = null;
  release();
});
addEventListener("pageshow", ({ persisted }) => persisted && begin());
addEventListener("online", () => tune());
addEventListener("offline", () => tune());
setInterval(announce, 60_000);
begin();
