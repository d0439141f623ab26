// How many taps the ten commonest jobs take with a thumb, counted; README says so, and is held to it.
import { readFileSync } from "node:fs";
import { call, deals } from "../support/api.js";
import { expect, hydrated, open, test } from "../support/test.js";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

// What README promises: `| job | taps |`.
const README = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const promised = Object.fromEntries([...README.matchAll(/^\| ([^|]+?) \| (\d+) \|[^|\n]*\|$/gm)].map(([, job, taps]) => [job, Number(taps)]));

// A thumb that counts. What is typed on the phone's keys is no tap.
function thumb() {
  const tap = async (locator) => {
    await locator.tap();
    tap.count += 1;
  };
  tap.count = 0;
  return tap;
}

const saved = (page) => expect(page.locator(".toast")).toContainText("Saved");
const sheet = (page) => page.locator("#quick");
const counted = [];

// A job: as whom it is done, where it begins, how. Each ends with what shows that it is done.
function job(name, start, does, { as = "rep" } = {}) {
  test.describe(name, () => {
    test.use({ as, ...PHONE });
    test("takes as many taps as README says", async ({ page }) => {
      const [deal] = as === "rep" ? await deals(`Tapped ${name} ${Date.now()}`) : [];
      await open(page, typeof start === "function" ? start(deal) : start);
      const tap = thumb();
      await does({ page, tap, deal, card: page.locator("[data-deal]", { hasText: deal?.state.name ?? "" }) });
      counted.push([name, tap.count]);
      expect(tap.count, name).toBe(promised[name]);
    });
  });
}

// One's own deals, as far down as this one.
const mine = (deal) => `/mine?where=owner:me&search=${encodeURIComponent(deal.state.name)}`;

job("find a deal", "/mine", async ({ page, tap, deal }) => {
  await tap(page.locator(".bar [data-search]"));
  await page.getByRole("combobox", { name: "Search" }).fill(deal.state.name);
  await tap(page.getByRole("option", { name: deal.state.name }).first());
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(deal.state.name);
});

job("move a stage", mine, async ({ page, tap, deal, card }) => {
  // To where nothing more is asked.
  const { workspace } = await call("rep", "/workspace");
  const { stages } = workspace.processes[0];
  const lost = stages.find((stage) => stage.kind === "open" && stage.id !== deal.state.stage && !stage.requires.some((one) => !["account", "owner", "amount", "close_day", "source", "product"].includes(one)));
  await tap(card.getByTitle(/^Stage/));
  await tap(sheet(page).getByRole("button", { name: lost?.name ?? stages[0].name, exact: true }));
  await saved(page);
});

job("push a date", mine, async ({ page, tap, card }) => {
  await tap(card.getByTitle(/^Close date/));
  await tap(sheet(page).getByRole("button", { name: /^\+1 month/ }));
  await saved(page);
});

job("change an amount", mine, async ({ page, tap, card }) => {
  await tap(card.getByTitle(/^Amount/));
  await sheet(page).getByLabel(/^Amount/).first().fill("12.5k");
  await sheet(page).getByLabel(/^Amount/).first().press("Enter");
  await saved(page);
});

job("add a next step", mine, async ({ page, tap, card }) => {
  await tap(card.getByTitle(/^Next step/));
  await sheet(page).getByLabel("Next step", { exact: true }).fill("Send the offer");
  await tap(sheet(page).getByRole("button", { name: /^Tomorrow/ }));
  await saved(page);
});

job("log a call", mine, async ({ page, tap, card, deal }) => {
  await tap(card.getByTitle(/^Log a call/));
  await sheet(page).getByLabel("What was said").fill("They sign on Friday");
  await tap(sheet(page).getByRole("button", { name: "Call" }));
  await saved(page);
  expect((await call("rep", `/opportunities/${deal.id}/activities`)).items).toHaveLength(1);
});

job("add a contact", mine, async ({ page, tap, card, deal }) => {
  await tap(card.getByRole("link", { name: deal.state.name }));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(deal.state.name);
  await tap(page.getByRole("combobox", { name: "Add a contact" }));
  const name = `Nora ${Date.now()}`;
  await page.getByRole("combobox", { name: "Add a contact" }).fill(name);
  await tap(page.getByRole("option", { name: `Add “${name}”` }));
  await saved(page);
});

job("create a deal", "/mine", async ({ page, tap }) => {
  const product = (await call("rep", "/products")).products.items[0].name;
  const name = `Made by thumb ${Date.now()}`;
  await tap(page.getByRole("link", { name: "New deal" }));
  await hydrated(page);
  const write = async (field, text) => {
    await tap(field);
    await field.fill(text);
  };
  await write(page.getByRole("combobox", { name: "Account" }), `Thumb ${Date.now()}`);
  await write(page.getByRole("textbox", { name: "Name" }), name);
  await write(page.getByRole("combobox", { name: "Product" }), product);
  await write(page.getByLabel("Amount (ACV)"), "12.5k");
  await tap(page.getByRole("button", { name: "Create the deal" }));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
});

job("find what needs attention", "/mine", async ({ page, tap }) => {
  await tap(page.getByRole("link", { name: "Needs attention", exact: true }));
  await expect(page).toHaveURL(/flag/);
  await expect(page.locator(".my-deal .flags").first()).toBeVisible();
});

job("clear a flag in the deck", "/mine", async ({ page, tap }) => {
  await tap(page.locator('a[href="/mine/deck"]'));
  const card = page.locator(".deck-card [data-deal]");
  const asked = async () => `${await card.getAttribute("data-deal")}: ${await card.locator("h3").textContent()}`;
  const before = await asked();
  await tap(card.locator(".answers button").first());
  await saved(page);
  await expect.poll(asked).not.toBe(before);
});

job("review a deal", "/review", async ({ page, tap }) => {
  const first = page.locator("table.review tbody").first();
  const before = await first.getAttribute("data-deal");
  await tap(first.locator("button.primary"));
  await expect(page.locator(`table.review tbody[data-deal="${before}"]`)).toHaveCount(0);
}, { as: "manager" });

job("see my quarter", "/mine", async ({ page, tap }) => {
  await tap(page.getByRole("link", { name: "This quarter", exact: true }));
  await expect(page).toHaveURL(/close/);
});

test.afterAll(() => console.log(counted.map(([name, count]) => `${name.padEnd(28)}${count}`).join("\n")));
