// The outbox's logic (frontend/worker/outbox.js, delivery.js): by itself, and against the real server with several clients, on
// and off the network, in random order.
import { add, acknowledged, decide, drop, next, reconcile, refused, restore, retry, same, sending, tidy } from "../../frontend/worker/outbox.js";
import { step } from "../../frontend/worker/delivery.js";
import { call, deals, send } from "../support/api.js";
import { expect, test } from "@playwright/test";

const DEAL = "/api/v1/opportunities/d";
let ids = 0;
const patch = (body, more = {}) => ({ id: (ids += 1), method: "PATCH", path: DEAL, about: "d", key: `k${ids}`, base: 10, at: ids, body, ...more });
const put = (entries, write) => add(entries, write).entries;

test("what changes the same field again takes its place; what has been sent stays as it is", () => {
  let entries = put([], patch({ stage: 2 }));
  entries = put(entries, patch({ stage: 3, category: null }));
  expect(entries.map((entry) => entry.body)).toEqual([{ stage: 3, category: null }]);
  entries = put(entries, patch({ close_day: "2027-01-01" }));
  expect(entries).toHaveLength(2);
  entries = put(sending(entries, entries[0].id), patch({ stage: 4 }));
  expect(entries.map((entry) => entry.body.stage)).toEqual([3, undefined, 4]);
  // The same key is the same change.
  expect(put(entries, { ...patch({ stage: 9 }), key: entries[2].key })).toEqual(entries);
});

test("a deal's changes go in order, and one that is refused holds its deal's only", () => {
  let entries = put(put(put([], patch({ stage: 2 })), patch({ name: "N" })), patch({ name: "M" }, { about: "e", path: "/api/v1/opportunities/e" }));
  const [first, second, other] = entries;
  expect(next(entries)).toBe(first);
  entries = refused(entries, first.id, { type: "/problems/gate" });
  expect(next(entries)).toBe(other);
  // What was changed since may be what was missing: it is sent together.
  const again = retry(entries, first.id, "again");
  expect(again[0]).toMatchObject({ body: { stage: 2, name: "N" }, key: "again", state: "waiting" });
  expect(again.map((entry) => entry.id)).toEqual([first.id, other.id]);
  const mended = put(refused([first], first.id, {}), patch({ next_step: "Call" }, { base: 12 }));
  expect(mended).toMatchObject([{ body: { stage: 2, next_step: "Call" }, base: 10, state: "waiting" }]);
  entries = drop(entries, first.id, 1);
  expect(next(entries)).toBe(second);
  expect(next(restore(entries, first.id))).toBe(other);
  expect(tidy(entries, 2).map((entry) => entry.id)).toEqual([second.id, other.id]);
});

test("with a deal that was never made goes what was to follow, and comes back with it", () => {
  const made = { ...patch({ name: "New" }, { base: null, method: "POST", path: "/api/v1/opportunities" }), key: "d" };
  const entries = put(put([], made), patch({ stage: 2 }, { base: 0 }));
  const dropped = drop(entries, made.id, 1);
  expect(next(dropped)).toBe(undefined);
  expect(restore(dropped, made.id)).toEqual(entries);
});

test("a base moves on only where nobody's change is lost", () => {
  const now = (state, version = 12) => ({ version, state: { name: "N", stage: 2, ...state } });
  const after = (entry, was, theirs) => reconcile([entry], entry.id, was, theirs, "new")[0];
  const entry = { ...patch({ stage: 3 }), own: {}, state: "waiting", sent: true };
  // As it was, or as they want it: on it goes.
  expect(after(entry, { stage: 2 }, now({}))).toMatchObject({ base: 12, key: "new", sent: false, state: "waiting" });
  expect(after(entry, { stage: 2 }, now({ stage: 3 }))).toMatchObject({ base: 12, state: "waiting" });
  // Something else: somebody has to decide, and sees all three.
  const clash = after(entry, { stage: 2 }, now({ stage: 5 }));
  expect(clash).toMatchObject({ base: 10, state: "decide", clash: ["stage"], was: { stage: 2 }, theirs: { version: 12, values: { stage: 5 } } });
  expect(decide([clash], clash.id, { stage: "theirs" }, "x")).toEqual([]);
  expect(decide([clash], clash.id, { stage: "mine" }, "x")[0]).toMatchObject({ base: 12, body: { stage: 3 }, state: "waiting", key: "x" });
  expect(decide([clash], clash.id, { stage: "was" }, "x")[0]).toMatchObject({ base: 12, body: { stage: 2 } });
  expect(decide([clash], clash.id, {}, "x")).toEqual([clash]);
  // What they sent themselves they had seen.
  const first = { ...entry, id: -1, body: { stage: 5 } };
  const [later] = acknowledged([first, entry], -1);
  expect(reconcile([later], later.id, undefined, now({ stage: 5 }), "y")[0]).toMatchObject({ base: 12, own: {}, state: "waiting" });
  expect(same({ a: [1, { b: null }] }, { a: [1, {}] })).toBe(true);
  expect(same([1], { 0: 1 })).toBe(false);
});

// Numbers that look random and are the same each time.
function dice(seed) {
  let state = seed >>> 0;
  return (sides) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

// How often somebody had to decide, over all stories.
let decided = 0;

// Three people with a device each.
const PEOPLE = ["rep", "manager", "admin"];
// Fields whose values nobody writes twice.
const FIELDS = ["name", "next_step", "region"];
const CHOICES = ["theirs", "mine", "was"];

// What happens, as data, so that it can be made shorter.
function story(seed, length) {
  const roll = dice(seed);
  const happens = () => {
    const who = PEOPLE[roll(PEOPLE.length)];
    const does = ["edit", "edit", "edit", "send", "send", "look", "decide", "decide", "flaky"][roll(9)];
    const fields = FIELDS.filter(() => roll(2) === 0);
    return { who, does, fields: fields.length ? fields : [FIELDS[roll(FIELDS.length)]], luck: [roll(3), roll(3), roll(3), roll(3)], choice: CHOICES[roll(3)] };
  };
  return Array.from({ length }, happens);
}

// Somebody with a device: what they have seen, and what waits there.
class Client {
  constructor(who, deal) {
    Object.assign(this, { who, deal, entries: [], made: [], acked: [], next: 0 });
    this.seen = Object.fromEntries(FIELDS.map((field) => [field, new Set()]));
    this.see(deal);
  }

  see({ version, state }) {
    this.view = { version, state };
    for (const field of FIELDS) this.seen[field].add(state[field]);
  }

  // What they have seen so far, to be held against what they overwrite.
  snapshot() {
    return Object.fromEntries(FIELDS.map((field) => [field, new Set(this.seen[field])]));
  }

  edit(fields, unique) {
    const body = Object.fromEntries(fields.map((field) => [field, `${this.who} ${field} ${unique}`]));
    this.made.push({ body, seen: this.snapshot() });
    for (const field of fields) this.seen[field].add(body[field]);
    const path = `/api/v1/opportunities/${this.deal.id}`;
    this.change((entries) => add(entries, { method: "PATCH", path, about: this.deal.id, key: crypto.randomUUID(), base: this.view.version, at: unique, body }));
  }

  change(work) {
    const { entries, ...answer } = work(this.entries);
    this.entries = entries.map((entry) => (entry.id ? entry : { ...entry, id: (this.next += 1) }));
    return answer;
  }

  // Sends what waits. `luck`: 0 all goes well, 1 the request is lost, 2 the answer is.
  async deliver(luck) {
    const io = {
      change: async (work) => this.change(work),
      key: () => crypto.randomUUID(),
      request: async ({ method, path, key, body }) => {
        const fate = luck.shift() ?? 0;
        if (fate === 1) return { status: 0, body: {} };
        const answer = await send(this.who, path, { method, body, headers: key && { "idempotency-key": key, "motore-offline": "1" } });
        if (fate === 2) return { status: 0, body: {} };
        if (key && answer.status < 300) this.acked.push(body);
        return answer;
      },
    };
    for (let outcome = "again"; outcome === "again"; ) outcome = await step(io);
  }

  decide(choice) {
    const entry = this.entries.find((entry) => entry.state === "decide");
    if (!entry) return;
    decided += 1;
    // The three values are in front of them.
    for (const field of entry.clash) this.seen[field].add(entry.theirs.values[field]).add(entry.was[field]);
    const choices = Object.fromEntries(entry.clash.map((field) => [field, choice]));
    this.change((entries) => ({ entries: decide(entries, entry.id, choices, crypto.randomUUID()) }));
    const after = this.entries.find((other) => other.id === entry.id);
    if (after) this.made.push({ body: after.body, seen: this.snapshot() });
  }
}

// Tells a story on a deal of its own; answers with what is wrong in the end.
async function tell(events) {
  const [deal] = await deals("Told by several");
  const clients = Object.fromEntries(PEOPLE.map((who) => [who, new Client(who, deal)]));
  for (const [unique, { who, does, fields, luck, choice }] of events.entries()) {
    const client = clients[who];
    if (does === "edit") client.edit(fields, unique);
    if (does === "look") client.see(await call(who, `/opportunities/${deal.id}`));
    if (does === "send") await client.deliver([]);
    if (does === "flaky") await client.deliver([...luck]);
    if (does === "decide") client.decide(choice);
  }
  // Everybody comes back, and decides until there is nothing left.
  for (let round = 0; PEOPLE.some((who) => clients[who].entries.length); round += 1) {
    if (round > 50) return "it does not come to an end";
    for (const who of PEOPLE) {
      await clients[who].deliver([]);
      clients[who].decide(CHOICES[round % 3]);
    }
  }
  return wrong(deal, clients);
}

async function wrong(deal, clients) {
  const versions = [];
  for (let after = ""; after !== null; ) {
    const page = await call("admin", `/opportunities/${deal.id}/versions${after && `?after=${after}`}`);
    versions.unshift(...[...page.items].reverse());
    after = page.next ?? null;
  }
  const people = Object.fromEntries(await Promise.all(PEOPLE.map(async (who) => [(await call(who, "/session")).person, clients[who]])));
  for (const who of PEOPLE) {
    for (const { base, ...body } of clients[who].acked) {
      const there = versions.some(({ state }) => Object.entries(body).every(([field, value]) => same(state[field], value)));
      if (!there) return `what the server took of ${who} is not in the history: ${JSON.stringify(body)}`;
    }
  }
  for (const [at, { state, actor }] of versions.entries()) {
    if (at === 0) continue;
    const before = versions[at - 1].state;
    for (const field of FIELDS.filter((field) => before[field] !== state[field])) {
      const writer = people[actor];
      // What they have said themselves they have seen, "was" included.
      const own = writer.acked.some((body) => body[field] === before[field]);
      const known = own || writer.made.some(({ body, seen }) => field in body && body[field] === state[field] && seen[field].has(before[field]));
      if (!known) return `${writer.who} overwrote ${JSON.stringify(before[field])} of ${field}, not having seen it, with ${JSON.stringify(state[field])}`;
    }
  }
  return undefined;
}

// The shortest story found that still goes wrong.
async function shorten(events) {
  for (let size = events.length >> 1; size > 0; size >>= 1) {
    for (let at = 0; at + size <= events.length; ) {
      const shorter = [...events.slice(0, at), ...events.slice(at + size)];
      if (await tell(shorter)) events = shorter;
      else at += size;
    }
  }
  return events;
}

test("whatever several clients do, on and off the network, is in the history, and nobody overwrites what they have not seen", async () => {
  test.setTimeout(240_000);
  const first = Number(process.env.SEED ?? 1);
  const clashes = { of: 0 };
  for (let seed = first; seed < first + Number(process.env.STORIES ?? 40); seed += 1) {
    const events = story(seed, 40);
    const fault = await tell(events);
    if (fault) {
      const short = await shorten(events);
      throw new Error(`seed ${seed}: ${fault}\nshortest: ${JSON.stringify(short, null, 1)}\n${await tell(short)}`);
    }
  }
  // It was about something.
  expect(decided).toBeGreaterThan(20);
});
