// The pages last seen, each as the server rendered it, sealed.

import { forgetKeys, forgetting, hasKeys, here, idsOf, nameOf, ofPerson, read, remove, seal, setHere, unseal, write } from "./vault.js";

// Secrets and settings of the whole company are for those who are there.
const NEVER = /^\/(sign-in|welcome|offline|users|imports|setup)(\/|$)/;
const DAY = 24 * 3_600_000;
// How many pages are kept for a person.
const MOST = 150;
// The page renders this notice hidden; see app/src/ui/shell.rs.
const NOTICE = /<aside[^>]*class="banner offline"[^>]*>/;
// What a form on the page would make has an id: another one each time the page is shown.
const FRESH = /(<input type="hidden" name="id" value=")[0-9a-f-]{36}"/g;
// What of an answer's head belongs to the page.
const HEAD = ["content-type", "content-security-policy", "x-content-type-options", "referrer-policy"];

export const mayBeKept = (url) => !NEVER.test(url.pathname);

// What waits is the same page, whatever is asked about it.
const address = (url) => url.pathname + (url.pathname === "/outbox" ? "" : url.search);

// Keeps a page. Where there is no room the older half goes first, and then it goes without.
export async function keepPage(person, url, response) {
  const head = HEAD.map((name) => [name, response.headers.get(name)]).filter(([, value]) => value);
  const record = { id: await nameOf(person, address(url)), person, at: Date.now(), release: RELEASE };
  Object.assign(record, await seal(person, { head, html: await response.text() }));
  await write("pages", record).catch(async () => {
    await thin(person, 0.5);
    await write("pages", record).catch(() => {});
  });
  await thin(person, 1);
}

// Leaves only the latest.
async function thin(person, share) {
  const ids = await idsOf("pages", person);
  const most = Math.floor(Math.min(ids.length, MOST) * share);
  if (ids.length <= most) return;
  const all = await ofPerson("pages", person);
  await remove("pages", all.sort((a, b) => b.at - a.at).slice(most).map((page) => page.id));
}

async function recordOf(url) {
  const { person, locked, keep } = await here();
  if (!person || locked || keep === false || !(await hasKeys(person))) return undefined;
  const record = await read("pages", await nameOf(person, address(url)));
  return record && { record, person };
}

// Whether a page of this release, and of today, is kept.
export async function isKept(url) {
  const found = await recordOf(url).catch(() => undefined);
  return found?.record.release === RELEASE && Date.now() - found.record.at < DAY;
}

// The page last seen at an address, saying so; nothing if there is none.
export async function keptPage(url) {
  const found = await recordOf(url).catch(() => undefined);
  // A form that was never opened so opens empty.
  if (!found && url.search && url.pathname === "/deals/new") return keptPage(new URL(url.pathname, url));
  const page = found && (await unseal(found.person, found.record).catch(() => undefined));
  if (!page) return undefined;
  return new Response(current(page.html).replace(NOTICE, '<aside class="banner offline">'), { headers: page.head });
}

// The same page with the files of this release.
const current = (html) => html.replace(FRESH, (_, before) => `${before}${crypto.randomUUID()}"`).replace(/\/pkg\/(\w+)-[0-9a-f]{16}\.(\w+)/g, (old, stem, kind) => FILES.get(`${stem}.${kind}`) ?? old);

const FILES = new Map(Object.values(ASSETS).map((file) => [file.replace(/^\/pkg\/(\w+)-[0-9a-f]{16}\./, "$1."), file]));

// The name of a deal, as a page said it that was seen lately.
export async function nameOfDeal(id, from) {
  const own = await keptPage(new URL(`/deals/${id}`, location.origin));
  const title = own && /<h1[^>]*>([^<]+)</.exec(await own.text())?.[1];
  if (title) return plain(title);
  const page = from && (await keptPage(new URL(from)));
  const link = page && new RegExp(`href="/deals/${id}[^"]*"[^>]*>(?:<[^>]+>|\\s)*([^<]+)<`).exec(await page.text())?.[1];
  return link ? plain(link) : undefined;
}

// The page after one of a deck.
export async function nextOf(url) {
  const page = await keptPage(url);
  const link = page && /<a\b[^>]*\brel="next"[^>]*>/.exec(await page.text())?.[0];
  const href = link && /\bhref="([^"]*)"/.exec(link)?.[1];
  return href && new URL(plain(href), url);
}

const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'", "#39": "'" };
export const plain = (html) => html.replace(/&(#?\w+);/g, (whole, name) => NAMED[name] ?? whole).trim();

// Forgets the pages of a person.
export async function forgetPages(person) {
  await remove("pages", await idsOf("pages", person));
}

// Forgets a person: all that is kept for them, changes that wait included.
export const forgetPerson = (person) =>
  forgetting(async () => {
    await forgetPages(person);
    await remove("outbox", await idsOf("outbox", person));
    await forgetKeys(person);
    if ((await here()).person === person) await setHere({ person: undefined, locked: false });
  });
