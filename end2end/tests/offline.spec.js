// A rep on a train: what was seen opens without a network, what is changed waits, and nothing is lost or overwritten.
import AxeBuilder from "@axe-core/playwright";
import { call, deals, like } from "../support/api.js";
import { PASSWORD, PEOPLE } from "../support/people.js";
import { PHONE, begin, goOffline, goOnline, sign, test } from "../support/train.js";
import { expect, hydrated } from "../support/test.js";

test.use(PHONE);

test("what was seen opens without a network, and says of when it is", async ({ page, wire }) => {
  const [first] = await deals("Seen before the tunnel");
  await begin(page, "/deals");
  await page.goto(`/deals/${first.id}`);
  await expect(page.locator(".banner.offline")).toBeHidden();
  await goOffline(page, wire);
  await page.goto("/deals");
  await expect(page.locator(".banner.offline")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "Deals" })).toBeVisible();
  await page.goto(`/deals/${first.id}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(first.state.name);
  await expect(page.locator(".banner.offline")).toContainText("No network");
  await expect(sign(page)).toContainText("Offline");
  // Where one has never been.
  await page.goto("/targets");
  await expect(page.getByRole("heading", { name: "No network" })).toBeVisible();
  await goOnline(page, wire);
  await page.goto("/deals");
  await expect(page.locator(".banner.offline")).toBeHidden();
  await expect(sign(page)).toBeHidden();
});

test("edits of five deals wait, are sent in order, and a clash is decided", async ({ page, wire, browser }) => {
  const made = await deals("Alfa on a train", "Beta on a train", "Gamma on a train", "Delta on a train", "Epsilon on a train");
  await begin(page, "/deals");
  for (const deal of made) await page.goto(`/deals/${deal.id}`);
  await goOffline(page, wire);
  for (const [at, deal] of made.entries()) {
    await page.goto(`/deals/${deal.id}`);
    await hydrated(page);
    const step = page.getByLabel("Next step", { exact: true });
    await step.fill(`Half a thought ${at}`);
    await step.blur();
    await expect(page.locator(".toast")).toContainText("kept on this device");
    await step.fill(`Call them ${at}`);
    await step.blur();
    await expect(sign(page)).toContainText(`${at + 1} waiting`);
    // It says so in place, and so it does when the page is opened again.
    await expect(page.locator('label[for="next-step"]')).toHaveAttribute("data-waiting", `Waiting: Call them ${at}`);
  }
  await page.reload();
  await expect(page.locator(".here")).toContainText("Call them 4");
  if (process.env.SHOTS) await page.screenshot({ path: "test-results/waiting-deal.png" });

  // Meanwhile an administrator writes into the same field of one, and into another field of the next.
  const meanwhile = (deal, fields) => call("admin", `/opportunities/${deal.id}`, { method: "PATCH", body: { base: deal.version, ...fields } });
  await meanwhile(made[1], { next_step: "Theirs" });
  await meanwhile(made[2], { close_day: "2027-02-02" });

  await sign(page).click();
  await expect(page.getByRole("heading", { name: "Waiting to be sent" })).toBeVisible();
  await expect(page.locator(".outbox > li")).toHaveCount(5);
  await expect(page.locator(".outbox > li").first()).toContainText("Alfa on a train");
  await goOnline(page, wire);
  await expect(page.locator(".outbox > li")).toHaveCount(1);
  const clash = page.locator('.outbox > li[data-state="decide"]');
  await expect(clash).toContainText("Beta on a train");
  await expect(clash.getByRole("button", { name: /^Theirs/ })).toContainText("Theirs");
  await expect(clash.getByRole("button", { name: /^Was/ })).toBeVisible();
  // Nothing is overwritten before it is decided.
  expect((await call("rep", `/opportunities/${made[1].id}`)).state.next_step).toBe("Theirs");
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    if (process.env.SHOTS) await page.screenshot({ path: `test-results/outbox-${colorScheme}.png` });
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await clash.getByRole("button", { name: /^Mine/ }).click();
  await expect(page.getByText("Nothing waits")).toBeVisible();
  await expect(sign(page)).toBeHidden();

  const now = await Promise.all(made.map((deal) => call("rep", `/opportunities/${deal.id}`)));
  expect(now.map((deal) => deal.state.next_step)).toEqual([0, 1, 2, 3, 4].map((at) => `Call them ${at}`));
  expect(now[2].state.close_day).toBe("2027-02-02");
  const { items } = await call("rep", `/opportunities/${made[0].id}/versions`);
  expect(items.map((version) => version.cause)).toEqual(["offline", "screen"]);
});

// All that the browser has stored for the product, as one text.
const stored = (page) =>
  page.evaluate(async () => {
    const texts = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
    const decode = (value) => new TextDecoder("latin1").decode(value);
    const db = await new Promise((done) => (indexedDB.open("motore").onsuccess = ({ target }) => done(target.result)));
    for (const store of db.objectStoreNames) {
      const all = await new Promise((done) => (db.transaction(store).objectStore(store).getAll().onsuccess = ({ target }) => done(target.result)));
      for (const record of all) for (const value of Object.values(record)) texts.push(value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? decode(value) : String(value));
    }
    db.close();
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) texts.push(request.url, await (await cache.match(request)).text());
    }
    return texts.join("\n");
  });

// How much is kept, by store.
const counts = (page) =>
  page.evaluate(async () => {
    const db = await new Promise((done) => (indexedDB.open("motore").onsuccess = ({ target }) => done(target.result)));
    const count = (store) => new Promise((done) => (db.transaction(store).objectStore(store).count().onsuccess = ({ target }) => done(target.result)));
    const all = { keys: await count("keys"), pages: await count("pages"), outbox: await count("outbox") };
    db.close();
    return all;
  });

// A change that waits, on a page that was seen.
async function edit(page, wire, deal, text) {
  await begin(page, `/deals/${deal.id}`);
  await goOffline(page, wire);
  const step = page.getByLabel("Next step", { exact: true });
  await step.fill(text);
  await step.blur();
  await expect(sign(page)).toContainText("1 waiting");
}

async function signIn(page, email) {
  await page.getByLabel("Mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
}

test.describe("somebody of their own", () => {
  // Sessions are ended here: not those that other tests have.
  test.use({ as: "nobody" });
  test.beforeEach(async ({ page }) => {
    await page.goto("/sign-in");
    await signIn(page, PEOPLE.rep);
    await page.waitForURL((url) => url.pathname !== "/sign-in");
  });

  test("what lies on the device is ciphertext, and the key stays there", async ({ page, wire }) => {
    const [deal] = await deals("Zanzibar Quokka Deal");
    await edit(page, wire, deal, "Whisper to the Quokka");
    const all = await stored(page);
    expect(await counts(page)).toMatchObject({ keys: 1, outbox: 1 });
    for (const secret of ["Zanzibar", "Quokka", "Whisper", deal.id]) expect(all.includes(secret), secret).toBe(false);
    const exported = await page.evaluate(async () => {
      const db = await new Promise((done) => (indexedDB.open("motore").onsuccess = ({ target }) => done(target.result)));
      const [{ seal, sign }] = await new Promise((done) => (db.transaction("keys").objectStore("keys").getAll().onsuccess = ({ target }) => done(target.result)));
      db.close();
      return Promise.all([seal, sign].map((key) => crypto.subtle.exportKey("raw", key).then(() => "exported", (error) => error.name)));
    });
    expect(exported).toEqual(["InvalidAccessError", "InvalidAccessError"]);
  });

  test("signing out asks about what waits, keeps it for the same person, and shows it to nobody else", async ({ page, wire }) => {
    const [deal] = await deals("Left waiting");
    await edit(page, wire, deal, "Say it later");
    await page.goto("/settings");
    await page.goto("/outbox");
    await page.evaluate(() => document.querySelector('form[action="/sign-out"]').submit());
    await expect(page.getByRole("heading", { name: "Sign out with changes waiting?" })).toBeVisible();
    await page.getByRole("button", { name: "Keep them and sign out" }).click();
    await expect(page.getByRole("heading", { name: "No network" })).toBeVisible();
    expect(await counts(page)).toMatchObject({ pages: 0, outbox: 1, keys: 1 });
    // Signed out is signed out, with or without a network.
    await page.goto(`/deals/${deal.id}`);
    await expect(page.getByRole("heading", { name: "No network" })).toBeVisible();
    await goOnline(page, wire);
    await page.goto("/deals");
    await expect(page).toHaveURL(/sign-in/);

    await signIn(page, PEOPLE.exec);
    await page.waitForURL((url) => url.pathname !== "/sign-in");
    await page.goto("/outbox");
    await expect(page.getByText("Nothing waits")).toBeVisible();
    expect((await call("rep", `/opportunities/${deal.id}`)).state.next_step).toBe(null);
    await page.evaluate(() => document.querySelector('form[action="/sign-out"]').submit());
    await expect(page).toHaveURL(/sign-in/);

    await signIn(page, PEOPLE.rep);
    await page.waitForURL((url) => url.pathname !== "/sign-in");
    await expect.poll(async () => (await call("rep", `/opportunities/${deal.id}`)).state.next_step).toBe("Say it later");
    await expect.poll(async () => (await counts(page)).outbox).toBe(0);
  });

  test("signing out with a network sends what waits first", async ({ page, wire }) => {
    const [deal] = await deals("Sent on the way out");
    await edit(page, wire, deal, "Last words");
    wire.mend();
    await page.context().setOffline(false);
    await page.evaluate(() => document.querySelector('form[action="/sign-out"]').submit());
    await expect(page).toHaveURL(/sign-in/);
    expect((await call("rep", `/opportunities/${deal.id}`)).state.next_step).toBe("Last words");
    expect(await counts(page)).toEqual({ keys: 0, pages: 0, outbox: 0 });
  });

  test("a session that ran out keeps the outbox for the same person", async ({ page, wire, context }) => {
    const [deal] = await deals("Ran out");
    await edit(page, wire, deal, "After the pause");
    await context.clearCookies({ name: "motore_session" });
    await goOnline(page, wire);
    await expect.poll(async () => page.evaluate(async () => (await (await fetch("/worker/outbox")).json()).locked)).toBe(true);
    // What is kept stays shut meanwhile.
    await goOffline(page, wire);
    await page.goto(`/deals/${deal.id}`);
    await expect(page.getByRole("heading", { name: "No network" })).toBeVisible();
    await goOnline(page, wire);
    await page.goto("/deals");
    await signIn(page, PEOPLE.rep);
    await expect.poll(async () => (await call("rep", `/opportunities/${deal.id}`)).state.next_step).toBe("After the pause");
  });

  test("a session ended from elsewhere takes all with it", async ({ page, wire, context }) => {
    const body = await like();
    // Somebody whose sessions no other test needs.
    const email = `ida.${Date.now()}@demo.example`;
    const { path } = await call("admin", "/users", { method: "POST", body: { email, name: "Ida Lost", role: "rep" } });
    const token = new URL(path, process.env.DEMO).searchParams.get("token");
    const { person } = await call("admin", "/invitation", { method: "POST", body: { token, password: PASSWORD } });
    const deal = await call("admin", "/opportunities", { method: "POST", body: { ...body, name: "Lost phone", owner: person } });
    await context.clearCookies({ name: "motore_session" });
    await page.goto("/sign-in");
    await signIn(page, email);
    await page.waitForURL((url) => url.pathname !== "/sign-in");
    await edit(page, wire, deal, "Never to be sent");
    await call("admin", `/users/${person}/sessions`, { method: "DELETE" });
    await goOnline(page, wire);
    await expect(page).toHaveURL(/sign-in/);
    await expect.poll(() => counts(page)).toEqual({ keys: 0, pages: 0, outbox: 0 });
    expect((await call("admin", `/opportunities/${deal.id}`)).state.next_step).toBe(null);
  });
});

test("a new release finds what waited under the one before", async ({ page, wire }) => {
  const [deal] = await deals("Over a release");
  // The release before: the same worker under another name, with the schema as it was first.
  wire.replace("/worker.js", (text) => `${text}\n// before`);
  await edit(page, wire, deal, "Older than this release");
  // The next one has a schema of one step more.
  const next = (text) => text.replace(/^\];/m, "  (db) => db.createObjectStore('later'),\n];");
  wire.replace("/worker.js", (text) => `${next(text)}\n// after`);
  // It arrives before anything that waits can be sent.
  wire.cut("/worker.js");
  await page.context().setOffline(false);
  // The browser may have found it by itself, or have met a line that was just cut.
  const version = () =>
    page.evaluate(async () => {
      await (await navigator.serviceWorker.getRegistration()).update().catch(() => {});
      return (await indexedDB.databases()).find(({ name }) => name === "motore").version;
    });
  await expect.poll(version).toBe(2);
  await expect(sign(page)).toContainText("1 waiting");
  expect((await call("rep", `/opportunities/${deal.id}`)).state.next_step).toBe(null);
  wire.mend();
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await expect.poll(async () => (await call("rep", `/opportunities/${deal.id}`)).state.next_step).toBe("Older than this release");
});

test("an answer that was lost on its way is not done twice", async ({ page, wire }) => {
  const [deal] = await deals("Lost answer");
  await begin(page, `/deals/${deal.id}`);
  wire.lose();
  const step = page.getByLabel("Next step", { exact: true });
  await step.fill("Only once");
  await step.blur();
  await expect(sign(page)).toContainText("1 waiting");
  wire.mend();
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await expect(sign(page)).toBeHidden();
  const { items } = await call("rep", `/opportunities/${deal.id}/versions`);
  expect(items.map(({ state }) => state.next_step)).toEqual(["Only once", null]);
  // The page goes on from what was sent: its own change is nobody's clash.
  await step.fill("Once more");
  await step.blur();
  await expect(page.getByText("Saved", { exact: true }).last()).toBeVisible();
});

test("a page that has not heard of what was sent goes on from it all the same", async ({ page, wire }) => {
  const [deal] = await deals("Not heard yet");
  await begin(page, `/deals/${deal.id}`);
  const step = page.getByLabel("Next step", { exact: true });
  const write = async (text) => {
    await step.fill(text);
    await step.blur();
  };
  await goOffline(page, wire);
  await write("First");
  await expect(sign(page)).toContainText("1 waiting");
  // The page itself is not had again: it stays as it was before.
  wire.refuse(`/deals/${deal.id}`);
  await goOnline(page, wire);
  await expect.poll(async () => (await call("rep", `/opportunities/${deal.id}`)).state.next_step).toBe("First");
  await write("Second");
  await expect(page.getByText("Saved", { exact: true }).last()).toBeVisible();
  const { items } = await call("rep", `/opportunities/${deal.id}/versions`);
  expect(items.map(({ state }) => state.next_step)).toEqual(["Second", "First", null]);
});

test("the deck is gone through without a network", async ({ page, wire }) => {
  // Nothing is said to happen next: they are asked about.
  await deals("One of the deck", "Two of the deck", "Three of the deck", "Four of the deck");
  await begin(page, "/mine/deck");
  const card = page.locator(".deck-card h2");
  // The cards that come next are kept meanwhile: until no more come.
  let known = 0;
  const settled = async () => {
    const before = known;
    known = (await counts(page)).pages;
    return known >= 6 && known === before;
  };
  await expect.poll(settled, { intervals: [1500], timeout: 30_000 }).toBe(true);
  await goOffline(page, wire);
  const first = await card.textContent();
  const seen = new Set([first]);
  for (let at = 0; at < 3; at += 1) {
    const before = await card.textContent();
    await page.getByRole("link", { name: "Skip", exact: true }).tap();
    await expect(card).not.toHaveText(before);
    seen.add(await card.textContent());
  }
  expect(seen.size).toBe(4);
  await expect(page.locator(".banner.offline")).toBeVisible();
  await page.getByRole("link", { name: "Back" }).tap();
  await expect(card).not.toHaveText([...seen].at(-1));
});

test("a deal made without a network can be gone on with before it is sent", async ({ page, wire }) => {
  const body = { ...(await like()), name: "Made in a tunnel" };
  await begin(page, "/deals");
  await goOffline(page, wire);
  const id = `01936b3c-5f00-7${String(Date.now()).slice(-3)}-8def-${crypto.randomUUID().slice(-12)}`;
  const answers = await page.evaluate(
    async ({ id, body }) => {
      const ask = (method, path, key, body) => fetch(path, { method, headers: { "content-type": "application/json", "idempotency-key": key }, body: JSON.stringify(body) }).then((answer) => answer.status);
      return [await ask("POST", "/api/v1/opportunities", id, body), await ask("PATCH", `/api/v1/opportunities/${id}`, `${id}-1`, { base: 0, next_step: "Ring at ten" })];
    },
    { id, body },
  );
  expect(answers).toEqual([202, 202]);
  await page.goto("/outbox");
  await expect(page.locator(".outbox > li").first()).toContainText("Made in a tunnel");
  // Taken back, and not after all.
  await page.locator(".outbox > li").first().getByRole("button", { name: "Take back" }).click();
  await expect(page.locator('.outbox > li[data-state="dropped"]')).toHaveCount(2);
  await page.locator(".outbox > li").first().getByRole("button", { name: "Undo" }).click();
  await expect(sign(page)).toContainText("2 waiting");
  await goOnline(page, wire);
  await expect(page.getByText("Nothing waits")).toBeVisible();
  expect((await call("rep", `/opportunities/${id}`)).state).toMatchObject({ name: "Made in a tunnel", next_step: "Ring at ten" });
});

test("what the server refuses stays until the person has mended it", async ({ page, wire }) => {
  const [deal] = await deals("Refused at first");
  await begin(page, `/deals/${deal.id}`);
  await goOffline(page, wire);
  const close = page.getByLabel("Close date");
  await close.fill("2099-01-01");
  await expect(sign(page)).toContainText("1 waiting");
  await goOnline(page, wire);
  await page.goto("/outbox");
  const entry = page.locator('.outbox > li[data-state="refused"]');
  await expect(entry).toContainText("ten years from now");
  await expect(sign(page)).toContainText("Your decision is needed");
  await expect(entry.getByRole("link", { name: "Open the deal" })).toHaveAttribute("href", `/deals/${deal.id}`);
  await page.goto(`/deals/${deal.id}`);
  await hydrated(page);
  await page.getByLabel("Close date").fill("2027-03-03");
  await expect(sign(page)).toBeHidden();
  expect((await call("rep", `/opportunities/${deal.id}`)).state.close_day).toBe("2027-03-03");
});

test("what was done about a deal is logged without a network, each once", async ({ page, wire }) => {
  const [deal] = await deals("Talked about underground");
  await begin(page, `/deals/${deal.id}`);
  await goOffline(page, wire);
  for (const [at, [text, kind]] of [["Rang from the platform", "Call"], ["They want two more seats", "Note"]].entries()) {
    await page.getByLabel("What happened, or what is to be done").fill(text);
    await page.getByRole("button", { name: kind, exact: true }).click();
    await expect(sign(page)).toContainText(`${at + 1} waiting`);
    await expect(page.locator(".here")).toContainText(text);
  }
  await page.goto("/outbox");
  await expect(page.locator(".outbox > li").first()).toContainText("Rang from the platform");
  await goOnline(page, wire);
  await expect(page.getByText("Nothing waits")).toBeVisible();
  const { items } = await call("rep", `/opportunities/${deal.id}/activities`);
  expect(items.map(({ text, kind }) => [text, kind]).sort()).toEqual([["Rang from the platform", "call"], ["They want two more seats", "note"]]);
});

test("where nothing can be kept it is as without a worker", async ({ page, wire }) => {
  const [deal] = await deals("Private window");
  wire.replace("/worker.js", (text) => `Object.defineProperty(self, "indexedDB", { value: { open() { throw new DOMException("no", "SecurityError"); } } });\n${text}`);
  await begin(page, `/deals/${deal.id}`);
  const step = page.getByLabel("Next step", { exact: true });
  await step.fill("With a network");
  await step.blur();
  await expect(page.getByText("Saved", { exact: true }).last()).toBeVisible();
  await goOffline(page, wire);
  await step.fill("Without one");
  await step.blur();
  await expect(page.locator(".toast")).toContainText(/No answer came|cannot be reached/);
  await expect(step).toHaveValue("Without one");
});

test("the product can be installed", async ({ page, request }) => {
  await page.goto("/deals");
  const manifest = await (await request.get(await page.locator('link[rel="manifest"]').getAttribute("href"))).json();
  expect(manifest).toMatchObject({ name: "Motore", display: "standalone", scope: "/" });
  for (const icon of manifest.icons) {
    const answer = await request.get(icon.src);
    expect([answer.status(), answer.headers()["content-type"]]).toEqual([200, icon.type]);
  }
  expect(manifest.icons.map((icon) => icon.purpose)).toContain("maskable");
});

test.describe("forbidden", () => {
  test.use({ as: "empty" });
  test("an administrator forbids to keep anything, and what was kept goes", async ({ page, wire }) => {
    await begin(page, "/deals");
    expect(await counts(page)).toMatchObject({ keys: 1 });
    const forbid = async (does) => {
      await page.goto("/setup");
      await page.getByLabel("Keep nothing on people’s devices").setChecked(does);
      await page.getByRole("button", { name: "Save" }).last().click();
      await page.waitForURL("**/settings");
    };
    await forbid(true);
    await page.goto("/outbox");
    await expect(page.getByText("An administrator has decided")).toBeVisible();
    await expect.poll(() => counts(page)).toEqual({ keys: 0, pages: 0, outbox: 0 });
    await goOffline(page, wire);
    await page.goto("/deals");
    await expect(page.getByRole("heading", { name: "No network" })).toBeVisible();
    await goOnline(page, wire);
    await forbid(false);
    await page.goto("/deals");
    await expect.poll(async () => (await counts(page)).pages).toBeGreaterThan(0);
  });
});
