// What is kept on the device, encrypted: a key for each person, which cannot be exported, in IndexedDB; beside it what was
// sealed with it. In the clear are only ids of people, places in line and moments.

// One step leads from each schema to the next. None may ever drop `outbox`.
const STEPS = [
  (db) => {
    db.createObjectStore("state");
    db.createObjectStore("keys");
    db.createObjectStore("pages", { keyPath: "id" }).createIndex("person", "person");
    db.createObjectStore("outbox", { keyPath: "id", autoIncrement: true }).createIndex("person", "person");
  },
];

let opening;

function open() {
  opening ??= new Promise((done, failed) => {
    const request = indexedDB.open("motore", STEPS.length);
    request.onupgradeneeded = ({ oldVersion }) => STEPS.slice(oldVersion).forEach((step) => step(request.result));
    request.onerror = () => failed(request.error);
    request.onsuccess = () => {
      const db = request.result;
      // A newer release makes way for itself.
      db.onversionchange = () => db.close();
      db.onclose = db.onversionchange;
      done(db);
    };
  });
  opening.catch(() => (opening = undefined));
  return opening;
}

// Runs one transaction and answers with what `work` asks for.
async function within(stores, mode, work) {
  let db = await open();
  let tx;
  try {
    tx = db.transaction(stores, mode);
  } catch {
    // It was closed, for a newer schema or by the browser.
    opening = undefined;
    db = await open();
    tx = db.transaction(stores, mode);
  }
  return new Promise((done, failed) => {
    const asked = work(tx);
    tx.oncomplete = () => done(asked?.result);
    tx.onabort = tx.onerror = () => failed(tx.error);
  });
}

export const read = (store, key) => within([store], "readonly", (tx) => tx.objectStore(store).get(key));

export const write = (store, value, key) => within([store], "readwrite", (tx) => tx.objectStore(store).put(value, key));

export const remove = (store, keys) => within([store], "readwrite", (tx) => void keys.forEach((key) => tx.objectStore(store).delete(key)));

export const ofPerson = (store, person) => within([store], "readonly", (tx) => tx.objectStore(store).index("person").getAll(person));

export const idsOf = (store, person) => within([store], "readonly", (tx) => tx.objectStore(store).index("person").getAllKeys(person));

const making = new Map();

// A person's keys: one to seal with, one to name things by.
function keys(person) {
  if (!making.has(person)) {
    const made = navigator.locks.request("motore-keys", async () => {
      const kept = await read("keys", person);
      if (kept) return kept;
      const seal = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
      const sign = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
      await write("keys", { seal, sign }, person);
      return { seal, sign };
    });
    made.catch(() => making.delete(person));
    making.set(person, made);
  }
  return making.get(person);
}

// Whether anything can be kept for a person: looking for it makes no key.
export const hasKeys = async (person) => making.has(person) || Boolean(await read("keys", person));

// Without the key nobody reads what was sealed with it.
export async function forgetKeys(person) {
  making.delete(person);
  await remove("keys", [person]);
}

const bytes = (text) => new TextEncoder().encode(text);

// Seals a value.
export async function seal(person, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, (await keys(person)).seal, bytes(JSON.stringify(value)));
  return { iv, data };
}

// Opens what was sealed.
export async function unseal(person, { iv, data }) {
  const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, (await keys(person)).seal, data);
  return JSON.parse(new TextDecoder().decode(text));
}

// A name that tells nothing.
export async function nameOf(person, text) {
  const signed = await crypto.subtle.sign("HMAC", (await keys(person)).sign, bytes(text));
  return [...new Uint8Array(signed)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Counts how often somebody was forgotten: what was asked for before is not kept after it.
let era = 0;
export const thisEra = () => era;

// Keeps what an answer says, or forgets somebody: one after the other. `work` is skipped if somebody was forgotten since the
// era it belongs to.
export const keeping = (of, work) => navigator.locks.request("motore-keep", () => (of === era ? work() : undefined));

export const forgetting = (work) => {
  era += 1;
  return navigator.locks.request("motore-keep", work);
};

// Who is here, and what may be kept: `person`, `keep`, `locked` (the session ran out), `leaving` (signed out without a
// network: the server has yet to hear of it).
export const here = async () => (await read("state", "here").catch(() => null)) ?? {};

export const setHere = async (change) => {
  const before = await here();
  const after = { ...before, ...change };
  if (Object.keys(after).some((name) => after[name] !== before[name])) await write("state", after, "here");
};
