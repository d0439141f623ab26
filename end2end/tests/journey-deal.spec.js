// A rep updates a deal on a phone, and two people change the same field.
import { session } from "../support/people.js";
import { expect, open, test } from "../support/test.js";

test.use({ as: "rep", viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

// An open deal of the rep's that no other test touches.
async function deal(request, at) {
  const { items } = await (await request.get("/api/v1/opportunities?kind=open")).json();
  return items[at].id;
}

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
  const stage = page.getByLabel("Stage", { exact: true });
  const now = await stage.inputValue();
  const other = (await stage.locator("option").evaluateAll((all) => all.map((each) => each.value))).slice(0, 4).find((value) => value !== now);
  await change(() => stage.selectOption(other));
  await change(() => page.getByLabel("Close date").fill("2027-01-15"));
  await change(async () => {
    await page.getByLabel("Next step", { exact: true }).fill("Send the offer");
    await page.getByLabel("Next step", { exact: true }).blur();
  });

  await page.reload();
  await expect(page.getByLabel(/^Amount \(ACV\)/).first()).toHaveValue("12500");
  await expect(page.getByLabel("Stage", { exact: true })).toHaveValue(other);
  await expect(page.getByLabel("Close date")).toHaveValue("2027-01-15");
  await expect(page.getByLabel("Next step", { exact: true })).toHaveValue("Send the offer");
  await expect(page.locator(".timeline")).toContainText("Send the offer");
});

test("a deal given up closes today, says why, and comes back whole", async ({ page, request }) => {
  const path = `/deals/${await deal(request, 3)}`;
  await open(page, path);
  const close = page.getByLabel("Close date");
  await close.fill("2027-03-31");
  await expect(saved(page)).toBeVisible();
  const stage = page.getByLabel("Stage", { exact: true });
  const before = await stage.inputValue();
  await expect(page.getByLabel("Why it was lost")).toBeHidden();
  await stage.selectOption({ label: "Lost" });
  await expect(close).not.toHaveValue("2027-03-31");
  // One message at a time: the newer says what matters.
  await expect(page.locator(".toast")).toHaveCount(1);
  await page.getByLabel("Why it was lost").fill("Price");
  await page.getByLabel("Why it was lost").blur();
  await expect(page.locator(".timeline")).toContainText("Price");
  await stage.selectOption(before);
  await close.fill("2027-03-31");
  await expect(page.locator(".timeline > li").first()).toContainText("31 Mar 2027");
});

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
    const other = await browser.newContext({ baseURL, storageState: session("admin"), locale: "en-GB" });
    const theirs = await other.newPage();
    await open(theirs, `/deals/${id}`);
    await theirs.getByLabel("Next step", { exact: true }).fill("Theirs");
    await theirs.getByLabel("Next step", { exact: true }).blur();
    await expect(theirs.getByText("Saved", { exact: true })).toBeVisible();
    await other.close();

    await page.getByLabel("Next step", { exact: true }).fill("Mine");
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
