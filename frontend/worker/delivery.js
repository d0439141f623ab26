// Sends what waits, one step at a time. How the outbox is kept and the server reached is the caller's: `io.change(work)` changes
// the outbox, `io.request(request)` answers with `{ status, body }`, a status of 0 for no answer; `io.key()` makes keys.

import { acknowledged, isPatch, mustReconcile, needsBase, next, reconcile, refused, sending } from "./outbox.js";

// Whether no answer of ours came: no network, or a proxy in front that finds nobody behind it.
export const failed = (status) => status === 0 || (status >= 502 && status <= 504);

// Sends the next entry, or finds out what is to become of it. Answers `nothing` if there is none, `again` if there may be more,
// `later` if the server cannot be reached or has enough for now, `expired` or `ended` if the session is over.
export async function step(io) {
  const { entry } = await io.change((entries) => {
    const entry = next(entries);
    const goes = entry && !entry.sent && !mustReconcile(entry);
    return { entries: goes ? sending(entries, entry.id) : entries, entry };
  });
  if (!entry) return "nothing";
  if (mustReconcile(entry)) return settle(io, entry);
  const { method, path, key, at, form } = entry;
  const body = isPatch(entry) ? { ...entry.body, base: entry.base } : entry.body;
  const answer = await io.request({ method, path, key, at, body, form });
  if (over(answer)) return over(answer);
  if (answer.status === 409 && isPatch(entry) && answer.body.fields?.length) return settle(io, entry);
  const ok = answer.status < 300;
  await io.change((entries) => ({ entries: ok ? acknowledged(entries, entry.id) : refused(entries, entry.id, answer.body) }));
  return "again";
}

// Why to stop here, if that is the case.
function over({ status, body }) {
  if (failed(status) || status === 429) return "later";
  if (status === 401) return body.type === "/problems/ended" ? "ended" : "expired";
  return undefined;
}

// Holds an entry against the deal as it is now and as the person had seen it.
async function settle(io, entry) {
  const now = await io.request({ method: "GET", path: `/api/v1/opportunities/${entry.about}` });
  const was = now.status < 300 && needsBase(entry) ? await stateAt(io, entry) : undefined;
  const answer = [now, was].find((answer) => answer && answer.status >= 300 || answer?.status === 0);
  if (answer && over(answer)) return over(answer);
  const become = (entries) => (answer ? refused(entries, entry.id, answer.body) : reconcile(entries, entry.id, was?.body, now.body, io.key()));
  await io.change((entries) => ({ entries: become(entries) }));
  return "again";
}

// The deal at the entry's base, as its history says.
async function stateAt(io, { about, base }) {
  for (let after = ""; ; ) {
    const page = await io.request({ method: "GET", path: `/api/v1/opportunities/${about}/versions${after}` });
    if (page.status >= 300 || page.status === 0) return page;
    const found = page.body.items.find((version) => version.log === base);
    if (found) return { status: 200, body: found.state };
    if (!page.body.next) return { status: 404, body: { type: "/problems/not-found", title: "Not found", status: 404, detail: "This deal has no such version." } };
    after = `?after=${encodeURIComponent(page.body.next)}`;
  }
}
