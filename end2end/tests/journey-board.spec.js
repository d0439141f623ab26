// The board between two people, and with nothing but a keyboard.
import { call, deals } from "../support/api.js";
import { session } from "../support/people.js";
import { expect, hydrated, open, test } from "../support/test.js";

test.use({ as: "rep", viewport: { width: 1440, height: 900 } });

// Where nothing is asked for: the first stages that ask for no more than any deal of these has.
async function stages() {
  const { workspace } = await call("rep", "/workspace");
  const plain = ["account", "owner", "amount", "close_day", "source", "product", "next_step", "contact"];
  return workspace.processes[0].stages.filter((stage) => stage.kind === "open" && stage.requires.every((one) => plain.includes(one)));
}

// A deal with all that the stages up to there ask for.
async function ready(name) {
  const [deal] = await deals(`${name} ${Date.now()}`);
  const { items } = await call("rep", `/contacts?account=${deal.state.account}`);
  const contact = items[0] ?? (await call("rep", "/contacts", { method: "POST", body: { name: "Nora Board", account: deal.state.account } }));
  const fields = { next_step: "Ring", next_step_day: deal.state.close_day, contacts: [{ contact: contact.id, role: "champion" }] };
  return call("rep", `/opportunities/${deal.id}`, { method: "PATCH", body: { base: deal.version, ...fields } });
}

const board = (deal, by = "stage") => `/deals/board?by=${by}&search=${encodeURIComponent(deal.state.name)}`;
const card = (page) => page.locator(".deal-card");
const column = (page) => page.locator(".column", { has: card(page) });

// Lifts the card, goes so many columns on, and drops it: with keys.
async function carry(page, columns) {
  await card(page).focus();
  await page.keyboard.press("Space");
  for (let step = 0; step < Math.abs(columns); step += 1) await page.keyboard.press(columns > 0 ? "ArrowRight" : "ArrowLeft");
  await page.keyboard.press("Space");
}

test("a card moved in one browser moves in the other within half a second, without a reload", async ({ page, browser, baseURL }) => {
  const deal = await ready("Seen by two");
  const names = (await stages()).map((stage) => stage.name);
  const context = await browser.newContext({ storageState: session("admin"), baseURL, viewport: { width: 1440, height: 900 } });
  const theirs = await context.newPage();
  await open(theirs, board(deal));
  await theirs.waitForFunction(() => document.documentElement.dataset.listening === "yes");
  await theirs.evaluate(() => (window.kept = true));
  await open(page, board(deal));
  const taken = [];
  for (const [at, columns] of [1, -1, 1].entries()) {
    const to = names[columns > 0 ? 1 : 0];
    const answered = page.waitForResponse((answer) => answer.request().method() === "PATCH").then((answer) => [answer.status(), Date.now()]);
    const seen = theirs.waitForFunction((to) => document.querySelector(".deal-card")?.closest(".column").dataset.name === to, to, { polling: "raf" }).then(() => Date.now());
    await carry(page, columns);
    const [status, saved] = await answered;
    expect(status).toBe(200);
    taken.push((await seen) - saved);
    await expect(column(page)).toHaveAttribute("data-name", to);
    await page.waitForTimeout(600);
    if (at === 0) await expect(theirs.locator(".column", { has: card(theirs) }).locator("header")).toContainText("1");
  }
  test.info().annotations.push({ type: "ms", description: taken.join(", ") });
  expect(taken.sort((a, b) => a - b)[1]).toBeLessThanOrEqual(500);
  expect(await theirs.evaluate(() => window.kept)).toBe(true);
  await context.close();
});

test("cards are carried to another month, too, and keep their day", async ({ page }) => {
  const one = await ready("Carried on");
  const other = await call("rep", "/opportunities", { method: "POST", body: { ...one.state, stage: (await stages())[0].id, name: `${one.state.name} later`, close_day: "2027-05-31" } });
  const deal = await call("rep", `/opportunities/${one.id}`, { method: "PATCH", body: { base: one.version, close_day: "2027-04-12" } });
  await open(page, board(one, "month"));
  await expect(card(page)).toHaveCount(2);
  const carried = page.locator(`.deal-card[data-deal="${deal.id}"]`);
  await carried.focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Space");
  await expect(page.locator(".toast")).toContainText("Saved");
  expect((await call("rep", `/opportunities/${deal.id}`)).state.close_day).toBe("2027-05-12");
  await page.locator(".toast").getByRole("button", { name: "Undo" }).click();
  await expect.poll(async () => (await call("rep", `/opportunities/${deal.id}`)).state.close_day).toBe("2027-04-12");
  expect(other.state.close_day).toBe("2027-05-31");
});

test.describe("a manager", () => {
  test.use({ as: "manager" });
  test("hands a deal to somebody else of the team by carrying its card, and takes it back", async ({ page }) => {
    const [deal] = await deals(`Handed on ${Date.now()}`);
    const { columns } = await call("manager", "/board?by=owner");
    const other = columns.find(({ key }) => key && key !== deal.state.owner).key;
    await call("admin", "/opportunities", { method: "POST", body: { ...deal.state, name: `${deal.state.name} too`, owner: other } });
    await open(page, board(deal, "owner"));
    await expect(page.locator(".column")).toHaveCount(2);
    const place = (key) => page.locator(".column").evaluateAll((all, key) => all.findIndex((one) => one.dataset.column === key), key);
    const owner = async () => (await call("admin", `/opportunities/${deal.id}`)).state.owner;
    await page.locator(`.deal-card[data-deal="${deal.id}"]`).focus();
    await page.keyboard.press("Space");
    await page.keyboard.press((await place(other)) > (await place(deal.state.owner)) ? "ArrowRight" : "ArrowLeft");
    await page.keyboard.press("Space");
    await expect(page.locator(".toast")).toContainText("Saved");
    expect(await owner()).toBe(other);
    await page.locator(".toast").getByRole("button", { name: "Undo" }).click();
    await expect(page.locator(".toast")).toContainText("Undone");
    expect(await owner()).toBe(deal.state.owner);

    // The same with the menu.
    const name = columns.find(({ key }) => key === other).label;
    await page.locator(`.deal-card[data-deal="${deal.id}"]`).getByText("Move to").click();
    await page.locator("#quick").getByRole("button", { name }).click();
    await expect.poll(owner).toBe(other);
    await page.locator(".toast").getByRole("button", { name: "Undo" }).last().click();
    await expect.poll(owner).toBe(deal.state.owner);
  });
});

test("with the keyboard alone: from the list into a deal, a stage in the sheet, and across the board", async ({ page }) => {
  const deal = await ready("Keys only");
  const [first, second] = await stages();
  const state = async () => (await call("rep", `/opportunities/${deal.id}`)).state;
  const press = (key) => page.keyboard.press(key);
  // Goes on with Tab until the focus is there.
  const reach = async (what) => {
    for (let step = 0; step < 80; step += 1) {
      if (await page.evaluate((what) => document.activeElement.matches(what), what)) return;
      await press("Tab");
    }
    throw new Error(`the keyboard does not get to ${what}`);
  };
  await open(page, `/deals?search=${encodeURIComponent(deal.state.name)}`);
  await press("j");
  await expect(page.getByRole("link", { name: deal.state.name, exact: true })).toBeFocused();
  // The sheet, and a stage in it.
  await press("e");
  const sheet = page.locator("#quick");
  await expect(sheet).toBeVisible();
  await expect(sheet.locator("[aria-current]")).toBeFocused();
  await press("Tab");
  await expect(sheet.getByRole("button", { name: second.name, exact: true })).toBeFocused();
  await press("Enter");
  await expect(page.locator(".toast")).toContainText("Saved");
  expect((await state()).stage).toBe(second.id);
  // Into the deal.
  await press("j");
  await press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(deal.state.name);
  await hydrated(page);
  await reach("#next-step");
  await press("Control+a");
  await page.keyboard.type("Said with keys");
  await press("Tab");
  await expect.poll(async () => (await state()).next_step).toBe("Said with keys");
  // And back over the board.
  await open(page, board(deal));
  await reach(".deal-card");
  await press("Space");
  await expect(page.locator("[aria-live=assertive]")).toContainText("lifted from");
  await press("ArrowLeft");
  await expect(page.locator("[aria-live=assertive]")).toContainText(`Over ${first.name}`);
  await press("Space");
  await expect.poll(async () => (await state()).stage).toBe(first.id);
});

test("what is won or lost offers no stage where it stands", async ({ page }) => {
  const deal = await ready("Given up");
  const { workspace } = await call("rep", "/workspace");
  const lost = workspace.processes[0].stages.find((stage) => stage.kind === "lost");
  await call("rep", `/opportunities/${deal.id}`, { method: "PATCH", body: { base: deal.version, stage: lost.id, lost_reason: "No budget" } });
  await open(page, `/deals?kind=lost&search=${encodeURIComponent(deal.state.name)}`);
  const row = page.locator("tr[data-deal]");
  await expect(row).toContainText(lost.name);
  await expect(row.locator('[data-quick="stage"]')).toHaveCount(0);
  await open(page, `${board(deal)}&kind=lost`);
  await expect(card(page)).toHaveCount(1);
  await expect(card(page).locator("[data-quick]")).toHaveCount(0);
  await expect(card(page)).not.toHaveAttribute("draggable", "true");
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });
  test("a card of the board is moved by its deal's form", async ({ page }) => {
    const deal = await ready("No scripts");
    const [, second] = await stages();
    await page.goto(board(deal));
    await card(page).getByRole("link", { name: "Move to" }).click();
    // Nothing is there that would save nothing.
    await expect(page.locator(".update")).toBeHidden();
    await page.locator("#edit").getByLabel("Stage").selectOption(second.name);
    await page.locator("#edit").getByLabel("Next step", { exact: true }).fill("By post");
    await page.locator("#edit").getByRole("button", { name: "Save" }).click();
    const { state } = await call("rep", `/opportunities/${deal.id}`);
    expect(state).toMatchObject({ stage: second.id, next_step: "By post", lines: deal.state.lines, close_day: deal.state.close_day });
  });
});
