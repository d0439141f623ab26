// A manager goes through the team's deals: on a laptop with keys, on a phone by swiping; what is decided can be taken back.
import { deals } from "../support/api.js";
import { expect, open, test } from "../support/test.js";

test.use({ as: "manager" });
// One after the other: they count what the same manager has reviewed.
test.describe.configure({ mode: "default" });

const title = (page) => page.locator("table.review tbody:has(details[open]) td a.link").first();
const links = (page) => page.locator("table.review tbody td:first-child a.link");
// Others are at work beside this: who is next is asked before each step.
async function step(page, key, by) {
  const open = await title(page).getAttribute("href");
  const all = await links(page).evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  await page.keyboard.press(key);
  await expect(title(page)).toHaveAttribute("href", all[all.indexOf(open) + by]);
}
const covered = (page) => page.locator(".covered");

test.describe("on a laptop", () => {
  test.use({ viewport: { width: 1440, height: 900 } });

  test("keys move, decide, note, save and undo", async ({ page }) => {
    await open(page, "/review");
    await expect(title(page)).toHaveAttribute("href", await links(page).first().getAttribute("href"));
    await step(page, "ArrowRight", 1);
    await step(page, "j", 1);
    await step(page, "ArrowLeft", -1);
    const [name, href] = [await title(page).textContent(), await title(page).getAttribute("href")];
    const inList = links(page).and(page.locator(`[href="${href}"]`));

    await page.keyboard.press("?");
    await expect(page.locator("#keys")).toBeVisible();
    await expect(page.locator("#keys")).toContainText("Next deal");
    await page.keyboard.press("Escape");
    await expect(page.locator("#keys")).toBeHidden();

    await expect(covered(page)).toHaveText(/^0 of/);
    const deal = page.locator("table.review tbody:has(details[open])");
    await page.keyboard.press("3");
    await expect(deal.getByLabel("Closes on")).toBeVisible();
    await page.keyboard.press("1");
    await expect(deal.getByLabel("Closes on")).toBeHidden();
    await page.keyboard.press("n");
    // What is typed is text, whatever the keys mean elsewhere.
    await page.keyboard.type("jk1?");
    await expect(deal.getByLabel("Note for the owner")).toHaveValue("jk1?");
    await page.keyboard.press("Control+Enter");
    const done = page.getByRole("status").filter({ hasText: `${name}: Keep.` });
    await expect(done).toBeVisible();
    await expect(covered(page)).toHaveText(/^1 of/);
    await expect(inList).toBeHidden();
    await done.getByRole("button", { name: "Undo" }).click();
    await expect(covered(page)).toHaveText(/^0 of/);
    await expect(inList).toBeVisible();

    // What was taken back can be decided again, the same as before.
    const all = await links(page).evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    for (let at = 0; at < all.indexOf(href); at += 1) await page.keyboard.press("j");
    await expect(title(page)).toHaveAttribute("href", href);
    await page.keyboard.press("Control+Enter");
    await expect(done).toBeVisible();
    await done.getByRole("button", { name: "Undo" }).click();
    await expect(covered(page)).toHaveText(/^0 of/);
  });
});

test.describe("while others are at work", () => {
  test.use({ viewport: { width: 1440, height: 900 } });

  test("the deal one is at stays open", async ({ page }) => {
    await open(page, "/review");
    await step(page, "j", 1);
    const href = await title(page).getAttribute("href");
    await page.keyboard.press("n");
    await page.keyboard.type("Half a thought");
    // One more deal: the page says so.
    const all = await covered(page).textContent();
    await deals("Made meanwhile");
    await expect(covered(page)).not.toHaveText(all);
    await expect(title(page)).toHaveAttribute("href", href);
    await expect(page.locator("table.review tbody:has(details[open])").getByLabel("Note for the owner")).toHaveValue("Half a thought");
  });
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  // A finger drawn over the page, as the browser tells of it.
  const swipe = async (page, from, to) => {
    const client = await page.context().newCDPSession(page);
    const touch = (type, x) => client.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : [{ x, y: 300 }] });
    await touch("touchStart", from);
    for (let step = 1; step <= 5; step += 1) await touch("touchMove", from + ((to - from) * step) / 5);
    // It rests before it lets go: else the browser takes the next tap for one that stops a fling.
    await page.waitForTimeout(200);
    await touch("touchMove", to);
    await touch("touchEnd", to);
  };

  test("one deal at a time, swiped forth and back, and found behind More", async ({ page }) => {
    await open(page, "/apm");
    await page.getByRole("button", { name: "More", exact: true }).tap();
    await page.locator("#more-places").getByRole("link", { name: "Weekly review" }).tap();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Weekly review");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await expect(page.locator("table.review tbody:visible")).toHaveCount(1);
    const first = await title(page).textContent();
    await swipe(page, 330, 60);
    await expect(title(page)).not.toHaveText(first);
    await expect(page.getByRole("link", { name: "Back" })).toBeVisible();
    await swipe(page, 60, 330);
    await expect(title(page)).toHaveText(first);
    await expect(page.getByRole("link", { name: "Back" })).toBeHidden();
    await page.getByRole("link", { name: "Later" }).first().tap();
    await expect(title(page)).not.toHaveText(first);
    await page.getByRole("link", { name: "Back" }).tap();
    await expect(title(page)).toHaveText(first);
  });
});

test.describe("on a phone, deciding", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("a deal is kept with one tap and a few words, the deck goes on, and it can be taken back", async ({ page }) => {
    await open(page, "/review");
    const [name, href] = [await title(page).textContent(), await title(page).getAttribute("href")];
    const deal = page.locator("table.review tbody:visible");
    await deal.getByLabel("Note for the owner").fill("Ring them on Monday");
    await deal.locator("button.primary").tap();
    const done = page.getByRole("status").filter({ hasText: `${name}: Keep.` });
    await expect(done).toBeVisible();
    await expect(title(page)).not.toHaveAttribute("href", href);
    await expect(covered(page)).toHaveText(/^1 of/);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await done.getByRole("button", { name: "Undo" }).tap();
    await expect(covered(page)).toHaveText(/^0 of/);
  });
});

test.describe("without a script", () => {
  test.use({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  test("inspection and hygiene are behind More as well", async ({ page }) => {
    for (const name of ["Inspection", "Hygiene"]) {
      await page.goto("/apm");
      await page.getByRole("button", { name: "More", exact: true }).click();
      await page.locator("#more-places").getByRole("link", { name }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
    }
  });
});
