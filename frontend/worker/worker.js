// The browser's worker: makes the product open without a network, and keeps what is changed meanwhile until there is one.

import { failed } from "./delivery.js";
import { pending } from "./outbox.js";
import { forgetPages, forgetPerson, isKept, keepPage, keptPage, mayBeKept, nameOfDeal, nextOf } from "./pages.js";
import { act, enqueue, flush, forgetUnlessWaiting, isOffline, left, load, ownSince, setReached, tell } from "./sending.js";
import { forgetting, here, keeping, setHere, thisEra } from "./vault.js";

// Files of the bundle, and the page for when there is nothing else.
const FILES_KEPT = "files";
const SHELL = /^(?:js|wasm|wasm-.+|css|icon|outbox)$/;
const NOTHING = "/offline";
// How long a page is waited for while an older one is at hand, and how long a change is before it goes into the outbox.
const PAGE_PATIENCE = 4_000;
const WRITE_PATIENCE = 10_000;
// Where one starts: the first of these that was seen.
const HOMES = ["/mine", "/deals", "/apm"];
// What waits when there is no network: a deal, and what belongs to it.
const WAITS = /^\/api\/v1\/opportunities(?:\/([0-9a-f-]{36})(?:\/|$)|$)/;

// Forms that wait as well: each names what it makes by an id of its own, or says the same twice.
const FORMS = /^\/deals\/(?:new|([0-9a-f-]{36}))$/;
// Pages that open without a network, whether they were seen or not.
const ALWAYS = ["/outbox", "/deals/new"];
// So do the cards of the deck that come next, so many of them.
const DECK = "/mine/deck";
const AHEAD = 20;

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(prepare().catch(() => {}));
});

addEventListener("activate", (event) => event.waitUntil(begin()));

addEventListener("sync", (event) => event.waitUntil(flush()));

async function prepare() {
  const cache = await caches.open(FILES_KEPT);
  const files = Object.keys(ASSETS).filter((part) => SHELL.test(part)).map((part) => ASSETS[part]);
  await Promise.all(files.map(async (file) => (await cache.match(file)) ?? cache.add(file)));
  await cache.add(NOTHING);
}

async function begin() {
  await registration.navigationPreload?.enable().catch(() => {});
  await clients.claim();
  const cache = await caches.open(FILES_KEPT).catch(() => undefined);
  const current = new Set([...Object.values(ASSETS), NOTHING]);
  for (const request of (await cache?.keys()) ?? []) {
    if (!current.has(new URL(request.url).pathname)) await cache.delete(request);
  }
  await flush();
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (url.pathname.startsWith("/pkg/") && request.method === "GET") return event.respondWith(file(request));
  if (url.pathname.startsWith("/worker/")) return event.respondWith(own(event, url));
  if (isChange(request, url)) return event.respondWith(changed(event, url));
  if (request.mode === "navigate" && request.method === "POST" && url.pathname === "/sign-out" && fromHere(request)) {
    return event.respondWith(leave(event));
  }
  if (isForm(request, url)) return event.respondWith(formSent(event, url));
  if (isPage(request, url)) return event.respondWith(page(event, url));
});

const isPage = (request, url) =>
  request.method === "GET" && !url.pathname.startsWith("/api/") && (request.mode === "navigate" || request.headers.get("accept") === "text/html");

const isChange = (request, url) => request.method !== "GET" && request.headers.has("idempotency-key") && WAITS.test(url.pathname);

// A form on a deal's page (what was done about it, what is to be done), or that of a new deal.
const isForm = (request, url) => request.mode === "navigate" && request.method === "POST" && FORMS.test(url.pathname) && fromHere(request);

// Another site cannot make anybody throw away what waits.
const fromHere = (request) => request.referrer.startsWith(`${location.origin}/`);

async function file(request) {
  const cache = await caches.open(FILES_KEPT).catch(() => undefined);
  const kept = await cache?.match(request.url);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok && cache) await cache.put(request.url, response.clone()).catch(() => {});
  return response;
}

// Whether the server has answered. What leads elsewhere, to signing in say, has no status here, and is an answer all the same.
const answers = (response) => response?.type === "opaqueredirect" || (response !== undefined && !failed(response.status));

const later = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// A page: from the network, or, where that does not answer, as it was last seen.
async function page(event, url) {
  const { request } = event;
  const [{ leaving }, of] = [await here(), thisEra()];
  if (leaving) await tellOfLeaving();
  // What was asked for ahead was asked for by whoever has left.
  const answer = (async () => (leaving ? undefined : await event.preloadResponse) ?? fetch(request))();
  // Only a page is read twice: a copy of a large file would be held in memory.
  event.waitUntil(answer.then((response) => learn(url, isWhole(response) ? response.clone() : response, of)).catch(() => {}));
  const kept = () => (mayBeKept(url) ? keptPage(url) : undefined);
  try {
    const response = (await Promise.race([answer, later(PAGE_PATIENCE)])) ?? (await kept()) ?? (await answer);
    const silent = !answers(response);
    setReached(!silent);
    return silent ? ((await kept()) ?? response) : response;
  } catch {
    setReached(false);
    return (await kept()) ?? (await instead(request, url));
  }
}

// What there is when a page was never seen: where one starts another will do.
async function instead(request, url) {
  if (request.mode !== "navigate") return Response.error();
  for (const home of url.pathname === "/" || url.pathname === HOMES[0] ? HOMES : []) {
    if (home !== url.pathname && (await keptPage(new URL(home, location.origin)))) return Response.redirect(home, 303);
  }
  return (await (await caches.open(FILES_KEPT)).match(NOTHING)) ?? Response.error();
}

// Learns from an answer who is here and what may be kept, and keeps the page.
async function learn(url, response, of) {
  const ended = response.headers.get("motore-ended");
  if (ended) return forgetPerson(ended);
  const person = response.headers.get("motore-person");
  if (!person) {
    // The session has run out: what is kept stays shut until the same person is back.
    const at = new URL(response.url || url);
    if (response.ok && at.pathname === "/sign-in" && (await here()).person) await setHere({ locked: true });
    return;
  }
  const keep = response.headers.get("motore-keep") !== "no";
  await keeping(of, async () => {
    const before = await here();
    // Of whoever was here before only what waits is left.
    if (before.person && before.person !== person) {
      await forgetPages(before.person);
      await forgetUnlessWaiting(before.person);
    }
    await setHere({ person, keep, locked: false });
    if (!keep) await forgetPages(person);
    else if (isWhole(response) && mayBeKept(url)) await keepPage(person, url, response);
  });
  await flush();
  if (!keep) return forgetUnlessWaiting(person);
  await keepAlways(person, of);
  await keepAhead(person, url, of);
}

const isWhole = (response) => response.status === 200 && !response.redirected && response.headers.get("content-type")?.startsWith("text/html");

// What was asked for already: not everybody has each of these pages.
const asked = new Set();

// What waits, and a new deal: whether they were seen or not.
async function keepAlways(person, of) {
  for (const path of ALWAYS) {
    const url = new URL(path, location.origin);
    if (asked.has(person + path) || (await isKept(url))) continue;
    asked.add(person + path);
    await keepUnseen(person, url, of);
  }
}

// The cards that come next, for whoever has opened the deck or is about to.
async function keepAhead(person, url, of) {
  let next = url.pathname === DECK ? await nextOf(url) : url.pathname === "/mine" ? new URL(DECK, location.origin) : undefined;
  for (let left = AHEAD; next && left > 0; left -= 1) {
    if (!(await isKept(next)) && !(await keepUnseen(person, next, of))) return;
    next = await nextOf(next);
  }
}

// Keeps a page that nobody looks at now; answers whether there is one.
async function keepUnseen(person, url, of) {
  const page = await fetch(url, { headers: { accept: "text/html" } });
  const theirs = isWhole(page) && page.headers.get("motore-person") === person;
  if (theirs) await keeping(of, () => keepPage(person, url, page));
  return theirs;
}

// A change: sent at once if there is a network and nothing of the same deal waits, else kept until then.
async function changed(event, url) {
  const { request } = event;
  const { person, keep, leaving } = await here();
  if (!person || keep === false || leaving) return fetch(request);
  const text = await request.clone().text();
  const about = WAITS.exec(url.pathname)[1] ?? request.headers.get("idempotency-key");
  const before = await load(person).catch(() => []);
  // Of what was sent for the person the page may not have heard yet: their own change is nobody's clash.
  const own = request.method === "PATCH" ? ownSince(person, url.pathname, JSON.parse(text).base) : {};
  const queued = pending(before).some((entry) => entry.about === about) || Object.keys(own).length > 0;
  const sent = !queued && navigator.onLine;
  if (sent) {
    const response = await fetch(request.clone(), { signal: AbortSignal.timeout(WRITE_PATIENCE) }).catch(() => undefined);
    setReached(response !== undefined && !failed(response.status));
    if (response && !failed(response.status) && !(await ranOut(person, response.clone()))) return response;
  }
  try {
    const { entry } = await enqueue(person, { ...(await entryOf(event, url, about, text)), own, sent });
    event.waitUntil(registration.sync?.register("outbox").catch(() => {}) ?? Promise.resolve());
    const sending = flush(entry.key);
    event.waitUntil(sending.then(tell));
    const answer = queued ? await Promise.race([sending, later(PAGE_PATIENCE)]) : undefined;
    if (!answer?.status || failed(answer.status) || [401, 409, 429].includes(answer.status)) return waiting();
    return Response.json(answer.body, { status: answer.status });
  } catch {
    // Nothing can be kept here: the page hears that no answer came, and keeps what was written.
    return Response.error();
  }
}

// Whether the session ran out; one that was ended from elsewhere takes all with it that is kept.
async function ranOut(person, response) {
  if (response.status !== 401) return false;
  const problem = await response.json().catch(() => ({}));
  const ended = problem.type === "/problems/ended";
  await (ended ? forgetPerson(person) : setHere({ locked: true }));
  return !ended;
}

async function entryOf(event, url, about, text) {
  const { request } = event;
  const from = (await clients.get(event.clientId))?.url;
  const { method } = request;
  const key = request.headers.get("idempotency-key");
  const entry = { method, path: url.pathname + url.search, body: text ? JSON.parse(text) : null, base: null, key, about, at: Date.now() };
  // Fields of the deal itself are merged by field; everything else is done or not.
  if (method === "PATCH" && url.pathname === `/api/v1/opportunities/${about}`) {
    const { base, ...body } = entry.body;
    Object.assign(entry, { base, body });
  }
  const made = method === "POST" && about === key ? entry.body?.name : undefined;
  return { ...entry, name: made ?? (await nameOfDeal(about, from).catch(() => undefined)) };
}

function waiting() {
  const detail = "There is no network. The change is kept on this device and sent when there is one.";
  const problem = { type: "/problems/waiting", title: "Waiting to be sent", status: 202, detail };
  return Response.json(problem, { status: 202 });
}

// A form: sent at once if there is a network and nothing of the same deal waits, else kept, and the page shown again.
async function formSent(event, url) {
  const { request } = event;
  const { person, keep, leaving } = await here();
  if (!person || keep === false || leaving) return fetch(request);
  const text = await request.clone().text();
  const body = Object.fromEntries(new URLSearchParams(text));
  const of = FORMS.exec(url.pathname)[1];
  const about = of ?? body.id;
  const queued = pending(await load(person).catch(() => [])).some((entry) => entry.about === about);
  const sent = !queued && navigator.onLine;
  if (sent) {
    const response = await Promise.race([fetch(request.clone()).catch(() => undefined), later(WRITE_PATIENCE)]);
    setReached(answers(response));
    if (answers(response)) return response;
  }
  // A new deal is named by the id that its form has for it.
  const [key, name] = of ? [crypto.randomUUID(), await nameOfDeal(about).catch(() => undefined)] : [about, body.name];
  const entry = { method: "POST", form: true, path: url.pathname, body, base: null, key, about, name, at: Date.now(), sent };
  try {
    await enqueue(person, entry);
  } catch {
    return Response.error();
  }
  const sending = flush().then(tell);
  event.waitUntil(sending);
  if (queued) await Promise.race([sending, later(PAGE_PATIENCE)]);
  return Response.redirect(of ? url.href : "/outbox", 303);
}

// What the pages ask of the worker itself (screen.js).
async function own(event, url) {
  const { request } = event;
  if (request.mode === "navigate") return new Response(null, { status: 404 });
  const { person, keep, locked } = await here();
  const [, , list, id] = url.pathname.split("/");
  if (list !== "outbox") return new Response(null, { status: 404 });
  if (request.method === "GET") {
    const entries = person ? await load(person).catch(() => []) : [];
    if (pending(entries).length) event.waitUntil(flush());
    return Response.json({ offline: isOffline(), kept: keep !== false, locked: Boolean(locked), entries: entries.map(shown) });
  }
  const known = person && (await act(person, Number(id), await request.json()));
  if (!known) return Response.json({ type: "/problems/not-found", title: "Not found", status: 404, detail: "It has been sent." }, { status: 404 });
  event.waitUntil(flush());
  return Response.json({});
}

// An entry as the pages see it.
const shown = ({ id, method, path, about, name = null, at, state, body, was = {}, theirs, clash = [], problem = null }) => ({
  id, method, path, about, name, at, state, body: body ?? {}, was, theirs: theirs?.values ?? {}, clash, problem,
});

// Signing out: what waits is sent first; what cannot be is asked about.
async function leave(event) {
  const { request } = event;
  const { person } = await here();
  const form = new URLSearchParams(await request.clone().text());
  const choice = form.get("outbox");
  if (person && !choice) {
    await flush();
    if (await left(person).catch(() => 0)) return Response.redirect("/outbox?leaving=yes", 303);
  }
  const response = await fetch(request).catch(() => undefined);
  if (person && choice === "keep") await forgetting(() => forgetPages(person));
  else if (person) await forgetPerson(person);
  await setHere({ person: undefined, locked: false, leaving: !response });
  return response ?? (await (await caches.open(FILES_KEPT)).match(NOTHING)) ?? Response.error();
}

// Somebody signed out without a network: now the server hears of it.
async function tellOfLeaving() {
  const told = await fetch("/sign-out", { method: "POST", redirect: "manual", body: new URLSearchParams() }).catch(() => undefined);
  if (told) await setHere({ leaving: false });
}
