// A rep updates a deal on a phone, and two people change the same field.
import { call, deals } from "../support/api.js";
import { session } from "../support/people.js";
import { expect, open, test } from "../support/test.js";

test.use({ as: "rep", viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

// An open deal of the rep's that no other test touches.
async function deal(request, at) {
  const { items } = await (await request.get("/api/v1/opportunities?kind=open")).json();
  // Far enough to be moved back, and with all that an early stage asks for.
  const whole = items.filter((deal) => deal.stage_name !== "Discovery" && deal.products.length > 0 && deal.acv.minor > 0 && deal.account && deal.source);
  return whole[at].id;
}

const step = (page, name) => page.locator(".step", { hasText: name });
const saved = (page) => page.getByText("Saved", { exact: true }).last();

test("amount, stage, close date and next step save themselves", async ({ page, request }) => {
  const path = `/deals/${await deal(request, 0)}`;
  await open(page, path);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

  const change = async (act) => {
    const answer = page.waitForResponse((response) => response.request().method() === "PATCH");
    await act();
    expect((await answer).status()).toBe(200);
    await expect(saved(page)).toBeVisible();
  };
  const amount = page.getByLabel(/^Amount \(ACV\)/).first();
  await change(async () => {
    await amount.fill("12.5k");
    await amount.blur();
  });
  await expect(amount).toHaveValue("12500");
  await change(() => step(page, "Discovery").click());
  await change(() => page.getByLabel("Close date").fill("2027-01-15"));
  await change(async () => {
    await page.getByLabel("Next step", { exact: true }).fill("Send the offer");
    await page.getByLabel("Next step", { exact: true }).blur();
  });

  await page.reload();
  await expect(page.getByLabel(/^Amount \(ACV\)/).first()).toHaveValue("12500");
  await expect(step(page, "Discovery")).toHaveAttribute("aria-current", "step");
  await expect(page.getByLabel("Close date")).toHaveValue("2027-01-15");
  await expect(page.getByLabel("Next step", { exact: true })).toHaveValue("Send the offer");
  await expect(page.locator(".timeline")).toContainText("Send the offer");
});

test.describe("a gate", () => {
  test.use({ refused: [422] });
  test("a deal given up is asked why, closes today, and comes back whole", async ({ page, request }) => {
    const path = `/deals/${await deal(request, 3)}`;
    await open(page, path);
    const close = page.getByLabel("Close date");
    await close.fill("2027-03-31");
    await expect(saved(page)).toBeVisible();
    const before = await page.locator(".step[aria-current]").textContent();
    await step(page, "Lost").click();
    const sheet = page.getByRole("dialog");
    await expect(sheet).toContainText("Nothing has been changed yet");
    // Asked on the spot for exactly that; saving without it says so and saves nothing.
    await expect(sheet.getByRole("textbox")).toHaveCount(1);
    await sheet.getByRole("button", { name: "Save and move" }).click();
    await expect(sheet.getByRole("alert")).toContainText("Why it was lost");
    await sheet.getByLabel("Why it was lost").fill("Price");
    await sheet.getByRole("button", { name: "Save and move" }).click();
    await expect(sheet).toBeHidden();
    await expect(step(page, "Lost")).toHaveAttribute("aria-current", "step");
    await expect(close).not.toHaveValue("2027-03-31");
    await expect(page.locator(".timeline")).toContainText("Price");
    // One message at a time; the newest takes it back, without a gate in the way.
    await expect(page.locator(".toast")).toHaveCount(1);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.locator(".step[aria-current]")).toHaveText(before);
    await expect(close).toHaveValue("2027-03-31");
  });
});

test("a call is logged by one tap, a task is ticked off, and a file is linked", async ({ page, request }) => {
  await open(page, `/deals/${await deal(request, 4)}`);
  const activities = page.locator("#activities");
  await activities.getByLabel("What happened").fill("Talked about terms");
  await activities.getByRole("button", { name: "Call", exact: true }).click();
  await expect(page.locator("#activities .log > li").first()).toContainText("Talked about terms");
  await page.locator("#activities").getByText("Save as a task").click();
  await page.locator("#activities").getByLabel("What happened").fill("Send the terms");
  await page.locator("#activities").getByRole("button", { name: "Add the task" }).click();
  await page.getByRole("button", { name: "Done: Send the terms" }).click();
  await expect(page.getByRole("button", { name: "Not done yet: Send the terms" })).toBeVisible();
  await page.getByText("Link a file").click();
  await page.getByLabel("Address").fill("https://files.example.com/terms.pdf");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("link", { name: "https://files.example.com/terms.pdf" })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

for (const viewport of [{ width: 390, height: 844 }, { width: 1440, height: 900 }]) {
  test.describe(`at ${viewport.width}`, () => {
    test.use({ viewport, isMobile: viewport.width < 700, hasTouch: viewport.width < 700 });
    test("a deal is shown as it was on a day, and cannot be changed there", async ({ page, request }) => {
      const id = await deal(request, 5);
      const { items } = await (await request.get(`/api/v1/opportunities/${id}/versions`)).json();
      const first = items.at(-1);
      const day = new Date(first.effective_at).toISOString().slice(0, 10);
      await open(page, `/deals/${id}`);
      await page.getByLabel("State on this day").fill(day);
      await page.getByRole("button", { name: "Show", exact: true }).click();
      await expect(page.getByRole("note")).toContainText("This is the past");
      await expect(page.locator(".step")).toHaveCount(0);
      await page.getByRole("link", { name: "Back to today" }).first().click();
      await expect(page.locator(".step[aria-current]")).toBeVisible();
    });
  });
}

test("an amount that cannot be read is named, stays, and saves nothing", async ({ page, request }) => {
  const path = `/deals/${await deal(request, 1)}`;
  await open(page, path);
  const amount = page.getByLabel(/^Amount \(ACV\)/).first();
  const before = await amount.inputValue();
  await amount.fill("12,5");
  await amount.blur();
  await expect(page.getByText("Write an amount such as")).toBeVisible();
  await expect(amount).toHaveValue("12,5");
  await page.reload();
  await expect(amount).toHaveValue(before);
});

test.describe("a conflict", () => {
  test.use({ refused: [409] });
  test("the same field changed by two people is a conflict that both see", async ({ page, request, browser, baseURL }) => {
    const id = await deal(request, 2);
    await open(page, `/deals/${id}`);
    // Half typed: what somebody else saves meanwhile is told to the page, and does not take it away.
    await page.getByLabel("Next step", { exact: true }).fill("Mine");
    const other = await browser.newContext({ baseURL, storageState: session("admin"), locale: "en-GB" });
    const theirs = await other.newPage();
    await open(theirs, `/deals/${id}`);
    await theirs.getByLabel("Next step", { exact: true }).fill("Theirs");
    await theirs.getByLabel("Next step", { exact: true }).blur();
    await expect(theirs.getByText("Saved", { exact: true })).toBeVisible();
    await other.close();

    await page.getByLabel("Next step", { exact: true }).blur();
    const conflict = page.getByRole("alert").filter({ hasText: "Changed meanwhile" });
    await expect(conflict).toContainText("Mine");
    await expect(conflict).toContainText("Theirs");
    await conflict.getByRole("button", { name: "Save mine" }).click();
    await expect(conflict).toBeHidden();
    await page.reload();
    await expect(page.getByLabel("Next step", { exact: true })).toHaveValue("Mine");
  });
});

test("what edits deals does not arrive at first: it is said, and comes with the next page", async ({ browser, request, baseURL }) => {
  const path = `/deals/${await deal(request, 0)}`;
  const context = await browser.newContext({ storageState: session("rep"), baseURL, serviceWorkers: "block" });
  const page = await context.newPage();
  await page.route("**/pkg/split_work-*", (route) => route.abort());
  await open(page, path);
  await expect(page.getByText("The server cannot be reached", { exact: false })).toBeVisible();
  await page.unroute("**/pkg/split_work-*");
  await Promise.all([page.waitForResponse(/split_work-/), page.locator("nav.bar").getByRole("link", { name: "Deals", exact: true }).click()]);
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Update" })).toBeVisible();
  await page.getByLabel("Next step", { exact: true }).fill("Arrived");
  await page.getByLabel("Next step", { exact: true }).blur();
  await expect(saved(page)).toBeVisible();
  await context.close();
});

test.describe("on a laptop", () => {
  test.use({ viewport: { width: 1440, height: 900 }, hasTouch: false, isMobile: false });

  test("a date that is typed is saved once it is whole, and only then", async ({ page }) => {
    const [made] = await deals(`Typed ${Date.now()}`);
    await open(page, `/deals/${made.id}`);
    const day = page.getByLabel("Close date", { exact: true });
    await day.focus();
    // Chromium asks for month, day and year here.
    await page.keyboard.type("01152027");
    await day.blur();
    await expect(saved(page)).toBeVisible();
    const versions = async () => (await call("rep", `/opportunities/${made.id}/versions`)).items.map(({ state }) => state.close_day);
    expect(await versions()).toEqual(["2027-01-15", made.state.close_day]);
    // Half a date is none: it goes, and what was saved stays.
    await day.focus();
    await page.keyboard.press("Backspace");
    await day.blur();
    await expect(day).toHaveValue("2027-01-15");
    expect(await versions()).toEqual(["2027-01-15", made.state.close_day]);
  });
});
