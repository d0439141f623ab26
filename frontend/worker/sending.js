// Keeps the outbox, and sends what is in it once there is a network.

import { failed, step } from "./delivery.js";
import { add, decide, drop, noted, pending, restore, retry, since, tidy, upgraded, valuesOf } from "./outbox.js";
import { forgetPerson, plain } from "./pages.js";
import { forgetKeys, here, ofPerson, remove, seal, setHere, unseal, write } from "./vault.js";

// How long an answer is waited for.
const PATIENCE = 15_000;
// How long a change that was taken back can be had again.
const REGRET = 10 * 60_000;

export const newKey = () => crypto.randomUUID();

// The changes of a person, in order.
export async function load(person) {
  const records = await ofPerson("outbox", person);
  const opened = await Promise.all(records.map(async (record) => upgraded({ ...(await unseal(person, record)), id: record.id })));
  return opened.sort((a, b) => a.id - b.id);
}

// Changes the outbox of a person: one at a time, over all tabs and releases. `work` says what it becomes; what it answers
// with besides is handed on, with the id of an entry that is new.
export const change = (person, work) =>
  navigator.locks.request("motore-outbox", async () => {
    const before = await load(person);
    const { entries, ...answer } = await work(before);
    const kept = tidy(entries, Date.now() - REGRET);
    for (const entry of kept.filter((entry) => !before.includes(entry))) {
      const { id, ...rest } = entry;
      const made = await write("outbox", { ...(id ? { id } : {}), person, ...(await seal(person, rest)) });
      if (entry === answer.entry) answer.entry = { ...entry, id: made };
    }
    const left = new Set(kept.map((entry) => entry.id));
    await remove("outbox", before.map((entry) => entry.id).filter((id) => !left.has(id)));
    return answer;
  });

// Takes in a change.
export const enqueue = (person, request) => change(person, (entries) => add(entries, request));

// Tells the pages that the outbox is another one.
export async function tell() {
  for (const client of await clients.matchAll({ includeUncontrolled: true })) client.postMessage("outbox");
}

// Answers that somebody waits for, by key.
const wanted = new Map();

// Sends what waits, in order; answers with what the server said to the request with this key, if it has been sent.
export async function flush(key) {
  if (key) wanted.set(key, undefined);
  line = line.then(run, run);
  await line.catch(() => {});
  const answer = wanted.get(key);
  wanted.delete(key);
  return answer;
}

let line = Promise.resolve();

// What was sent for a person, by deal: a page that has not been loaded again since builds on less than they know.
const notes = new Map();

// What they have sent of a deal that this version of it does not have.
export const ownSince = (person, path, version) => since(notes.get(person + path) ?? [], version);

// Whether the server was reached the last time.
let reached = true;
export const isOffline = () => !navigator.onLine || !reached;
export const setReached = (is) => (reached = is);

async function run() {
  const { person, locked, leaving } = await here();
  if (!person || locked || leaving || !navigator.onLine) return;
  const io = { change: (work) => change(person, work), request: (request) => send(person, request), key: newKey };
  let [outcome, steps] = ["again", 0];
  for (; outcome === "again"; steps += 1) outcome = await step(io);
  if (outcome === "expired") await setHere({ locked: true });
  if (outcome === "ended") await forgetPerson(person);
  if (steps > 1 || outcome === "expired" || outcome === "ended") await tell();
}

async function send(person, { method, path, key, at, body, form }) {
  const headers = { accept: "application/json", "motore-person": person };
  if (key) Object.assign(headers, { "idempotency-key": key, "motore-offline": String(at) });
  if (body != null) headers["content-type"] = "application/json";
  if (form) return sendForm(path, headers, body);
  const request = { method, headers, body: body == null ? undefined : JSON.stringify(body), signal: AbortSignal.timeout(PATIENCE) };
  let answer = { status: 0, body: {} };
  try {
    const response = await fetch(path, request);
    answer = { status: response.status, body: parsed(await response.text()) };
  } catch {
    // No answer.
  }
  setReached(!failed(answer.status));
  if (method === "PATCH" && answer.status < 300) notes.set(person + path, noted(notes.get(person + path) ?? [], answer.body.version, valuesOf({ body })));
  if (wanted.has(key)) wanted.set(key, answer);
  return answer;
}

// Sends a form of a page. It leads on to a page if it was taken, to the sign-in if the session is over; else it is shown again.
async function sendForm(path, { "motore-person": person }, body) {
  const request = { method: "POST", headers: { "motore-person": person, accept: "text/html" }, body: new URLSearchParams(body), signal: AbortSignal.timeout(PATIENCE) };
  const response = await fetch(path, request).catch(() => undefined);
  setReached(Boolean(response) && !failed(response.status));
  if (!response || failed(response.status)) return { status: 0, body: {} };
  if (new URL(response.url).pathname === "/sign-in") {
    return { status: 401, body: { type: response.headers.get("motore-ended") === person ? "/problems/ended" : "/problems/unauthenticated" } };
  }
  if (response.redirected) return { status: 200, body: {} };
  const said = /role="alert"[^>]*>(?:<[^>]+>)*([^<]+)/.exec(await response.text().catch(() => ""))?.[1];
  return { status: 422, body: { type: "/problems/invalid", title: "Not accepted", status: 422, detail: said ? plain(said) : "Open the deal and enter it again." } };
}

function parsed(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

// What the person does with an entry.
const DOES = {
  decide: (entries, id, { choices }) => decide(entries, id, choices, newKey()),
  retry: (entries, id) => retry(entries, id, newKey()),
  drop: (entries, id) => drop(entries, id, Date.now()),
  restore,
};

export async function act(person, id, what) {
  const does = DOES[what.does];
  const { known } = await change(person, (entries) => {
    const known = Boolean(does) && entries.some((entry) => entry.id === id);
    return { entries: known ? does(entries, id, what) : entries, known };
  });
  if (known) await tell();
  return known;
}

// What would be lost if the person left now.
export const left = async (person) => pending(await load(person)).length;

// With nothing waiting there is no need for a key.
export async function forgetUnlessWaiting(person) {
  if ((await left(person)) === 0) await forgetKeys(person);
}
