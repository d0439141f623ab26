// The outbox: changes that wait for a network, in order. Pure: no storage, no network, no clock.
//
// An entry is a request (`method`, `path`, `body`, `key`), what it is `about` (a deal's id), the version of the deal that the
// person had seen (`base`), the values they have sent themselves since (`own`), when they made it (`at`), and where it stands
// (`state`):
//   waiting  to be sent; once sending it was begun (`sent`) it stays as it is, since the server may know its key
//   decide   somebody else changed the same field meanwhile: `clash` names the fields, `was` and `theirs` say what they were
//            and are
//   refused  the server does not take it: `problem` says why
//   dropped  taken back by the person, who may still change their mind
// A key is spent once sending with it was begun: what is sent again as another body gets another.
//
// The promise: a field is overwritten only by somebody who has seen what it says. Hence the base of an entry moves to a later
// version only if, for each field it changes, that version says what the person had seen, or what they want (`reconcile`).

// What in the body of a change is not a field of the deal.
const NOT_FIELDS = new Set(["base", "undo"]);
// Of how many changes of a deal that is remembered.
const NOTES = 20;

export const isPatch = (entry) => entry.method === "PATCH" && entry.base != null;

export const fieldsOf = (entry) => Object.keys(entry.body ?? {}).filter((field) => !NOT_FIELDS.has(field));

// What a change says of them.
export const valuesOf = (entry) => Object.fromEntries(fieldsOf(entry).map((field) => [field, entry.body[field]]));

// Whether two JSON values say the same.
export function same(one, other) {
  const [a, b] = [one ?? null, other ?? null];
  if (a === b) return true;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => same(a[name], b[name]));
}

const replace = (entries, entry) => entries.map((other) => (other.id === entry.id ? entry : other));

const find = (entries, id) => entries.find((entry) => entry.id === id);

// Takes in a change. One of a field that waits already, and has not been sent, takes its place; one of a deal whose last
// change was refused mends that. The same key again is the same change.
export function add(entries, write) {
  const known = entries.find((entry) => entry.key === write.key);
  if (known) return { entries, entry: known };
  const last = entries.findLast((entry) => entry.about === write.about && entry.state !== "dropped");
  if (last && isPatch(last) && isPatch(write) && last.path === write.path && takesIn(last, write)) {
    const { problem, ...rest } = last;
    const [base, body] = [Math.min(last.base, write.base), { ...last.body, ...write.body }];
    const entry = { ...rest, base, body, key: write.key, at: write.at, state: "waiting", sent: false };
    return { entries: replace(entries, entry), entry };
  }
  const entry = { own: {}, sent: false, ...write, state: "waiting" };
  return { entries: [...entries, entry], entry };
}

function takesIn(last, write) {
  if (last.state === "refused") return true;
  const shared = fieldsOf(write).some((field) => field in last.body);
  return last.state === "waiting" && !last.sent && last.base === write.base && shared;
}

// What is to be sent next: the first that waits, and has nothing of the same deal before it.
export function next(entries) {
  const held = new Set();
  return entries.find((entry) => {
    if (entry.state === "dropped") return false;
    const first = !held.has(entry.about);
    held.add(entry.about);
    return first && entry.state === "waiting";
  });
}

// Sending begins.
export const sending = (entries, id) => replace(entries, { ...find(entries, id), sent: true });

// The server has taken it. What comes after it of the same deal was made by somebody who had seen it.
export function acknowledged(entries, id) {
  const done = find(entries, id);
  if (!done) return entries;
  const own = valuesOf(done);
  const after = (entry) => (entry.about === done.about && isPatch(entry) ? { ...entry, own: { ...entry.own, ...own } } : entry);
  return entries.filter((entry) => entry.id !== id).map(after);
}

// What a person has sent of a deal, version by version, for pages that have not heard of it yet.
export const noted = (notes, version, body) => [...notes, { version, body }].slice(-NOTES);

// What they have sent of it since a version.
export const since = (notes, version) => Object.assign({}, ...notes.filter((note) => note.version > version).map((note) => note.body));

// Whether an entry has to be held against the deal before it goes: the person has sent changes of the deal since its base.
export const mustReconcile = (entry) => isPatch(entry) && !entry.sent && Object.keys(entry.own).length > 0;

// Whether the state of the base has to be known to say what the person had seen.
export const needsBase = (entry) => entry.base > 0 && fieldsOf(entry).some((field) => !(field in entry.own));

// Holds an entry against the deal as it is `now` (`version`, `state`); `was` is its state at the base. Either the entry goes
// on from there, or there is something to decide.
export function reconcile(entries, id, was, now, key) {
  const entry = find(entries, id);
  if (!entry || entry.base > now.version) return entries;
  const seen = (field) => (field in entry.own ? entry.own[field] : was?.[field]);
  const clash = fieldsOf(entry).filter((field) => !same(now.state[field], seen(field)) && !same(now.state[field], entry.body[field]));
  const { problem, ...rest } = { ...entry, name: entry.name ?? now.state.name };
  if (!clash.length) return replace(entries, { ...rest, base: now.version, own: {}, key: entry.sent ? key : entry.key, sent: false, state: "waiting" });
  const pick = (value) => Object.fromEntries(clash.map((field) => [field, value(field) ?? null]));
  const theirs = { version: now.version, values: pick((field) => now.state[field]) };
  return replace(entries, { ...rest, state: "decide", clash, was: pick(seen), theirs });
}

// The server does not take it.
export const refused = (entries, id, problem) => replace(entries, { ...find(entries, id), state: "refused", problem });

// The person has decided, field by field: `theirs`, `mine` or `was`. They have seen what it says now.
export function decide(entries, id, choices, key) {
  const entry = find(entries, id);
  if (entry?.state !== "decide" || entry.clash.some((field) => !["theirs", "mine", "was"].includes(choices[field]))) return entries;
  const { clash, was, theirs, ...rest } = entry;
  const body = { ...rest.body };
  for (const field of clash) {
    if (choices[field] === "theirs") delete body[field];
    if (choices[field] === "was") body[field] = was[field];
  }
  const decided = { ...rest, body, base: theirs.version, own: {}, key, state: "waiting", sent: false };
  return fieldsOf(decided).length ? replace(entries, decided) : entries.filter((other) => other.id !== id);
}

// Sends it again, together with what the person has changed of the deal since: that may be what was missing.
export function retry(entries, id, key) {
  const { problem, ...entry } = find(entries, id);
  if (entry.state !== "refused") return entries;
  const joins = (other) => other.id > id && isPatch(entry) && isPatch(other) && other.path === entry.path && other.state === "waiting" && !other.sent;
  const alike = (other) => other.base === entry.base && !Object.keys(other.own).length;
  const joining = entries.filter((other) => joins(other) && alike(other));
  const body = isPatch(entry) ? Object.assign({}, entry.body, ...joining.map((other) => other.body)) : entry.body;
  const again = { ...entry, body, key, state: "waiting", sent: false };
  return replace(entries, again).filter((other) => !joining.includes(other));
}

// Takes it back. With a deal that was never made goes all that was to follow.
export function drop(entries, id, at) {
  const entry = find(entries, id);
  const gone = (other) => other.id === id || (creates(entry) && other.about === entry.about);
  return entries.map((other) => (gone(other) && other.state !== "dropped" ? { ...other, state: "dropped", before: other.state, dropped: at } : other));
}

// Takes the taking back back.
export function restore(entries, id) {
  const entry = find(entries, id);
  const back = (other) => other.state === "dropped" && (other.id === id || (creates(entry) && other.about === entry.about));
  return entries.map((other) => {
    if (!back(other)) return other;
    const { before, dropped, ...rest } = other;
    return { ...rest, state: before };
  });
}

const creates = (entry) => entry.method === "POST" && entry.key === entry.about;

// Forgets what was taken back before this moment.
export const tidy = (entries, before) => entries.filter((entry) => entry.state !== "dropped" || entry.dropped >= before);

// What would be lost with the outbox.
export const pending = (entries) => entries.filter((entry) => entry.state !== "dropped");

// An entry as an earlier release may have written it.
export const upgraded = (entry) => ({ own: {}, state: "waiting", sent: false, ...entry });
