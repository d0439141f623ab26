// What a rep does with one thumb on the cards of their own deals: said, changed, and taken back, with and without a network.
import { call, deals } from "../support/api.js";
import { PHONE, begin, goOffline, goOnline, sign, test } from "../support/train.js";
import { expect, hydrated, open } from "../support/test.js";

test.use(PHONE);

const card = (page, name) => page.locator("[data-deal]", { hasText: name });
const sheet = (page) => page.locator("#quick");
const activities = async (deal) => (await call("rep", `/opportunities/${deal.id}/activities`)).items;

const mine = (name) => `/mine?where=owner:me&search=${encodeURIComponent(name)}`;

test("a call is logged from a card in two taps, with its words, and taken back", async ({ page }) => {
  const [deal] = await deals(`Rung up ${Date.now()}`);
  await open(page, mine(deal.state.name));
  await card(page, deal.state.name).getByTitle(/Log a call/).tap();
  await sheet(page).getByLabel("What was said").fill("They sign on Friday");
  // Tapping beside the sheet takes no words away.
  await page.touchscreen.tap(10, 10);
  await card(page, deal.state.name).getByTitle(/Log a call/).tap();
  await expect(sheet(page).getByLabel("What was said")).toHaveValue("They sign on Friday");
  await sheet(page).getByRole("button", { name: "Call" }).tap();
  await expect(page.locator(".toast")).toContainText("Saved");
  const [said] = await activities(deal);
  expect(said).toMatchObject({ kind: "call", text: "They sign on Friday" });
  expect(Math.abs(Date.now() - said.at)).toBeLessThan(60_000);
  await page.locator(".toast").getByRole("button", { name: "Undo" }).tap();
  await expect.poll(async () => (await activities(deal)).length).toBe(0);
});

test("a category is chosen on a board without a network, and chosen anew", async ({ page, wire }) => {
  const name = `Best case ${Date.now()}`;
  const [deal] = await deals(name);
  await begin(page, `/deals/board?by=category&search=${encodeURIComponent(name)}`);
  await goOffline(page, wire);
  await card(page, name).getByText("Move to").tap();
  await sheet(page).getByLabel("Category").selectOption({ label: "Best case" });
  await expect(sign(page)).toContainText("1 waiting");
  await goOnline(page, wire);
  const category = async () => (await call("rep", `/opportunities/${deal.id}`)).state.category;
  await expect.poll(category).toBe("best_case");
  // The sheet knows what was chosen: the stage's own is chosen by a word of its own.
  await page.reload();
  await hydrated(page);
  await card(page, name).getByText("Move to").tap();
  await expect(sheet(page).getByLabel("Category")).toHaveValue("best_case");
  await sheet(page).getByLabel("Category").selectOption("");
  await expect.poll(category).toBe(null);
});

test("what one changes on cards without a network waits, says so, and is sent", async ({ page, wire }) => {
  const name = `Under the hill ${Date.now()}`;
  const [deal] = await deals(name);
  await begin(page, mine(name));
  await goOffline(page, wire);
  const choose = async (title) => card(page, name).getByTitle(title).tap();
  const waits = (count) => expect(sign(page)).toContainText(`${count} waiting`);

  await choose(/Log a call/);
  await sheet(page).getByLabel("What was said").fill("Rang from the train");
  await sheet(page).getByRole("button", { name: "Call" }).tap();
  await waits(1);
  await choose(/Next step/);
  await sheet(page).getByLabel("Next step", { exact: true }).fill("Send the offer");
  await sheet(page).getByRole("button", { name: /^Tomorrow/ }).tap();
  await waits(2);
  await choose(/Close date/);
  await sheet(page).getByRole("button", { name: /^\+1 month/ }).tap();
  await waits(3);
  await choose(/Amount/);
  const amount = sheet(page).getByLabel(/^Amount/).first();
  await amount.fill("43.21k");
  await amount.blur();
  await waits(4);
  await page.keyboard.press("Escape");
  await expect(card(page, name).locator("[data-waiting]")).toHaveAttribute("data-waiting", /Send the offer/);
  // The page as it is kept knows of it, too.
  await page.goto(mine(name));
  await expect(card(page, name).locator("[data-waiting]")).toHaveAttribute("data-waiting", /Rang from the train.*Send the offer/);

  await goOnline(page, wire);
  await expect(sign(page)).toBeHidden();
  const now = await call("rep", `/opportunities/${deal.id}`);
  expect(now.state).toMatchObject({ next_step: "Send the offer" });
  expect(now.state.close_day > deal.state.close_day).toBe(true);
  expect(now.state.lines[0]).toEqual({ ...deal.state.lines[0], acv: 4_321_000 });
  expect((await activities(deal)).map(({ text }) => text)).toEqual(["Rang from the train"]);
});

test("a card opens its sheet without asking anybody, and one change is one request", async ({ page }) => {
  const name = `One request ${Date.now()}`;
  const [deal] = await deals(name);
  await open(page, mine(name));
  const asked = [];
  page.on("request", (request) => new URL(request.url()).pathname.startsWith("/api/v1/opportunities") && asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await card(page, name).getByTitle(/Close date/).tap();
  await sheet(page).getByRole("button", { name: /^\+1 week/ }).tap();
  await expect(page.locator(".toast")).toContainText("Saved");
  // And again, on what was just saved.
  await card(page, name).getByTitle(/Close date/).tap();
  await sheet(page).getByRole("button", { name: /^\+1 week/ }).tap();
  await expect.poll(async () => (await call("rep", `/opportunities/${deal.id}/versions`)).items.length).toBe(3);
  expect(asked).toEqual(Array(2).fill(`PATCH /api/v1/opportunities/${deal.id}`));
});

test.describe("a new deal", () => {
  test("is found by typing, says in place what is wrong, and loses nothing", async ({ page }) => {
    const { items } = await call("rep", "/accounts");
    const product = (await call("rep", "/products")).products.items[0].name;
    await open(page, "/mine");
    await page.getByRole("link", { name: "New deal" }).tap();
    await hydrated(page);
    const account = page.getByRole("combobox", { name: "Account" });
    await account.fill(items[0].name.slice(0, 5));
    await page.getByRole("option", { name: items[0].name, exact: true }).tap();
    await page.getByRole("textbox", { name: "Name" }).fill("Found by typing");
    await page.getByRole("combobox", { name: "Product" }).fill("Nothing like it");
    await page.getByLabel("Amount (ACV)").fill("plenty");
    await page.getByRole("button", { name: "Create the deal" }).tap();
    await expect(page.getByText("mend what is marked")).toBeVisible();
    await hydrated(page);
    await expect(page.getByText("Write an amount, such as")).toBeVisible();
    await expect(page.getByText("No product is called “Nothing like it”")).toBeVisible();
    await expect(account).toHaveValue(items[0].name);
    await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue("Found by typing");
    await page.getByRole("combobox", { name: "Product" }).fill(product);
    await page.getByLabel("Amount (ACV)").fill("12.5k");
    await page.getByRole("button", { name: "Create the deal" }).tap();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Found by typing");
    const deal = await call("rep", `/opportunities/${new URL(page.url()).pathname.split("/")[2]}`);
    expect(deal).toMatchObject({ account: items[0].name, products: [product], state: { account: items[0].id } });
    expect(deal.state.lines[0].acv).toBe(1_250_000);
  });

  test("of an account begins at its page", async ({ page }) => {
    const { items } = await call("rep", "/accounts");
    await open(page, `/accounts/${items[1].id}`);
    await page.getByRole("link", { name: "New deal" }).tap();
    await expect(page.getByRole("combobox", { name: "Account" })).toHaveValue(items[1].name);
  });

  test("is made without a network, and what is refused is filled in again", async ({ page, wire }) => {
    const product = (await call("rep", "/products")).products.items[0].name;
    await begin(page, "/mine");
    // The form was never opened: the device keeps it ready.
    await expect.poll(() => page.evaluate(async () => (await fetch("/deals/new", { headers: { accept: "text/html" } })).status)).toBe(200);
    await page.waitForTimeout(500);
    await goOffline(page, wire);
    const create = async (name, amount) => {
      await page.goto("/deals/new");
      await page.getByRole("combobox", { name: "Account" }).fill(`Tunnel ${name}`);
      await page.getByRole("textbox", { name: "Name" }).fill(name);
      await page.getByRole("combobox", { name: "Product" }).fill(product);
      await page.getByLabel("Amount (ACV)").fill(amount);
      await page.getByRole("button", { name: "Create the deal" }).tap();
      await expect(page.getByRole("heading", { name: "Waiting to be sent" })).toBeVisible();
    };
    const [good, bad] = [`Good one ${Date.now()}`, `Bad one ${Date.now()}`];
    await create(good, "7000");
    await create(bad, "a lot");
    await expect(page.locator(".outbox > li")).toHaveCount(2);
    await expect(page.locator(".outbox > li").first()).toContainText(good);
    await goOnline(page, wire);
    const refused = page.locator('.outbox > li[data-state="refused"]');
    await expect(refused).toContainText(bad);
    await expect(page.locator(".outbox > li")).toHaveCount(1);
    await refused.getByRole("link", { name: "Fill it in again" }).tap();
    await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue(bad);
    await expect(page.getByRole("combobox", { name: "Account" })).toHaveValue(`Tunnel ${bad}`);
    await page.getByLabel("Amount (ACV)").fill("8000");
    await page.getByRole("button", { name: "Create the deal" }).tap();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(bad);
    const { items } = await call("rep", `/opportunities?search=${encodeURIComponent(good)}`);
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ account: `Tunnel ${good}`, acv: { minor: 700_000 } });
  });
});

test("a message about what is in a sheet lies over the sheet", async ({ page }) => {
  const name = `Too much ${Date.now()}`;
  const [deal] = await deals(name);
  await open(page, mine(name));
  await card(page, name).getByTitle(/Amount/).tap();
  const amount = sheet(page).getByLabel(/^Amount/).first();
  await amount.fill("99999999999999");
  await amount.blur();
  const toast = page.locator(".toast");
  await expect(toast).toContainText("Not saved");
  const above = await toast.evaluate((toast) => {
    const { left, top, width, height } = toast.getBoundingClientRect();
    return toast.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  });
  expect(above).toBe(true);
  expect((await call("rep", `/opportunities/${deal.id}`)).version).toBe(deal.version);
});

test("a long next step stays within the screen", async ({ page }) => {
  const name = `Long step ${Date.now()}`;
  const [deal] = await deals(name);
  const step = { next_step: "Send the revised proposal with the new discount to the procurement team", next_step_day: "2027-01-15", close_day: "2027-03-31" };
  await call("rep", `/opportunities/${deal.id}`, { method: "PATCH", body: { base: deal.version, ...step } });
  await open(page, mine(name));
  await expect(card(page, name)).toContainText("procurement");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test("a new deal finds its account and product without a network, where one has dealt with them before", async ({ page, wire }) => {
  const [like] = await deals(`Like it ${Date.now()}`);
  const { account, products } = await call("rep", `/opportunities/${like.id}`);
  await begin(page, "/deals/new");
  await goOffline(page, wire);
  await page.getByRole("combobox", { name: "Account" }).pressSequentially(account.slice(0, 5));
  await page.getByRole("option", { name: account, exact: true }).tap();
  await page.getByLabel("Name", { exact: true }).fill("Made underground");
  await page.getByRole("combobox", { name: "Product" }).pressSequentially(products[0].slice(0, 4));
  await page.getByRole("option", { name: products[0], exact: true }).tap();
  await page.getByLabel("Amount").fill("12k");
  await page.getByRole("button", { name: "Create the deal" }).tap();
  await expect(sign(page)).toContainText("1 waiting");
  await goOnline(page, wire);
  await expect(sign(page)).toBeHidden();
  const { items } = await call("rep", `/opportunities?search=${encodeURIComponent("Made underground")}`);
  expect(items[0]).toMatchObject({ name: "Made underground", account_id: like.state.account, acv: { minor: 1_200_000 } });
});
