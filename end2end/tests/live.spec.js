// What one person changes appears on what others have open: at once, without a reload, and without taking anything out of
// their hands.
import { expect, open, test } from "../support/test.js";
import { session } from "../support/people.js";

test.use({ as: "exec" });

// Somebody else, at another browser.
const other = async (browser, baseURL, as = "admin") => {
  const context = await browser.newContext({ storageState: session(as), baseURL });
  const page = await context.newPage();
  await page.goto("/settings");
  return page;
};

// What the other browser asks of the API, as its scripts do.
const call = (page, method, path, body) =>
  page.evaluate(
    async ([method, path, body]) => {
      const answer = await fetch(path, { method, headers: { "content-type": "application/json" }, body: body && JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`);
      return answer.json();
    },
    [method, path, body],
  );

let made = 0;
// A deal of its own for a test, so that tests do not see each other's changes.
async function deal(page, state = {}) {
  const { items } = await call(page, "GET", "/api/v1/opportunities?kind=open");
  const { state: like } = await call(page, "GET", `/api/v1/opportunities/${items[0].id}`);
  // In the first stage, which asks for nothing.
  const { workspace } = await call(page, "GET", "/api/v1/workspace");
  const stage = workspace.processes[0].stages[0].id;
  const name = `Zebra ${process.pid} ${Date.now()} ${(made += 1)}`;
  return call(page, "POST", "/api/v1/opportunities", { ...like, name, stage, category: null, ...state });
}

async function change(page, { id }, patch) {
  const { version } = await call(page, "GET", `/api/v1/opportunities/${id}`);
  return call(page, "PATCH", `/api/v1/opportunities/${id}`, { base: version, ...patch });
}

// A page that has been loaded again from scratch has forgotten this.
const mark = (page) => page.evaluate(() => (window.kept = true));
const kept = (page) => page.evaluate(() => window.kept === true);

// Whether the stream is open: only then is a change told.
const listening = (page) => page.waitForFunction(() => document.documentElement.dataset.listening === "yes");

test("a deal's page shows what somebody else saves", async ({ page, browser, baseURL }) => {
  const admin = await other(browser, baseURL);
  const one = await deal(admin);
  await open(page, `/deals/${one.id}`);
  await listening(page);
  await mark(page);
  const began = Date.now();
  await change(admin, one, { name: `${one.state.name} renamed` });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${one.state.name} renamed`);
  test.info().annotations.push({ type: "ms", description: `${Date.now() - began}` });
  expect(await kept(page)).toBe(true);
});

test("a list shows it, and leaves half-typed text, focus and scroll where they are", async ({ page, browser, baseURL }) => {
  const admin = await other(browser, baseURL);
  const one = await deal(admin);
  await page.setViewportSize({ width: 390, height: 400 });
  await open(page, `/deals?search=${encodeURIComponent(one.state.name)}`);
  await listening(page);
  await mark(page);
  const field = page.locator("#search");
  await field.fill("half a wo");
  await field.evaluate((field) => field.setSelectionRange(2, 5));
  await page.mouse.wheel(0, 120);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(50);
  const scrolled = await page.evaluate(() => scrollY);

  await change(admin, one, { name: `${one.state.name} renamed` });
  await expect(page.getByText(`${one.state.name} renamed`).first()).toBeAttached();
  await expect(field).toHaveValue("half a wo");
  await expect(field).toBeFocused();
  expect(await field.evaluate((field) => [field.selectionStart, field.selectionEnd])).toEqual([2, 5]);
  expect(await page.evaluate(() => scrollY)).toBe(scrolled);
  expect(await kept(page)).toBe(true);
  // The text being typed at that moment goes on.
  await Promise.all([field.pressSequentially("rd", { delay: 150 }), change(admin, one, { name: `${one.state.name} again` })]);
  await expect(page.getByText(`${one.state.name} again`).first()).toBeAttached();
  expect((await field.inputValue()).length).toBe("half a wo".length - 3 + 2);
});

test("the matrix shows it", async ({ page, browser, baseURL }) => {
  const admin = await other(browser, baseURL);
  const { deals } = await call(admin, "GET", "/api/v1/apm/deals?column=open");
  const one = await call(admin, "GET", `/api/v1/opportunities/${deals.items[0].id}`);
  await open(page, "/apm");
  await listening(page);
  await mark(page);
  const total = page.locator(".matrix tfoot, .matrix tr.total").first();
  const before = await total.innerText();
  const lines = one.state.lines.map((line, at) => (at ? line : { ...line, acv: line.acv + 123_456_700 }));
  await change(admin, one, { lines });
  await expect(total).not.toHaveText(before);
  expect(await kept(page)).toBe(true);
  await change(admin, one, { lines: one.state.lines });
});

test("two tabs share one stream, and the other takes over when the first is closed", async ({ page, context, browser, baseURL }) => {
  const admin = await other(browser, baseURL);
  const one = await deal(admin);
  const requests = new Set();
  context.on("request", (request) => new URL(request.url()).pathname === "/api/v1/events" && requests.add(request));
  for (const end of ["requestfinished", "requestfailed"]) context.on(end, (request) => requests.delete(request));
  // What a closed tab had open has gone with it.
  const streams = () => [...requests].filter((request) => !request.frame().page().isClosed()).length;

  await open(page, `/deals/${one.id}`);
  await listening(page);
  const second = await context.newPage();
  await open(second, `/deals?search=${encodeURIComponent(one.state.name)}`);
  await listening(second);
  await expect.poll(streams).toBe(1);
  await change(admin, one, { name: `${one.state.name} renamed` });
  await expect(second.getByText(`${one.state.name} renamed`).first()).toBeAttached();

  await page.close();
  await change(admin, one, { name: `${one.state.name} again` });
  await expect(second.getByText(`${one.state.name} again`).first()).toBeAttached();
  await expect.poll(streams).toBe(1);
});

test("who else has a deal open is seen, what they are editing, and that they have gone", async ({ page, browser, baseURL }) => {
  const admin = await other(browser, baseURL);
  const one = await deal(admin);
  await open(page, `/deals/${one.id}`);
  await listening(page);
  const strip = page.locator(".presence");
  await expect(strip).toBeEmpty();
  await admin.goto(`/deals/${one.id}`);
  await expect(strip).toHaveText("Olga Marin is looking at this deal");
  await expect(admin.locator(".presence")).toHaveText("Ada Rossi is looking at this deal");
  const field = admin.locator("#main").locator("input:visible, textarea:visible").first();
  await field.focus();
  await expect(strip).toHaveText(/^Olga Marin is editing ./);
  // It is none of the page's content, and stays when that is loaded again.
  await change(admin, one, { name: `${one.state.name} renamed` });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${one.state.name} renamed`);
  await expect(strip).toHaveText(/^Olga Marin is editing ./);
  await admin.goto("/settings");
  await expect(strip).toBeEmpty();
});

test.describe("a rep", () => {
  test.use({ as: "rep" });

  test("what a form was refused for stays, whatever others change meanwhile", async ({ page, browser, baseURL }) => {
    const admin = await other(browser, baseURL);
    await open(page, "/accounts/new");
    await page.getByLabel("Name", { exact: true }).fill("Half done");
    await page.getByLabel("Web address").fill("not an address");
    await page.getByRole("button", { name: "Create" }).click();
    const refusal = page.getByText("It is not a web address");
    await expect(refusal).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("data-live", "yes");
    await call(admin, "POST", "/api/v1/accounts", { name: `Meanwhile ${Date.now()}` });
    // Longer than a notice and a page take.
    await page.waitForTimeout(1_500);
    await expect(refusal).toBeVisible();
    await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Half done");
  });
});
