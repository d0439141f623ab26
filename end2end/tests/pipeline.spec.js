// The chart: it is drawn, fits, follows the theme, says what is under the pointer, and goes away.
import { expect, open, test } from "../support/test.js";

test.use({ as: "exec" });

const picture = (page) => page.locator(".trend-picture");
const drawing = (page) => page.locator(".trend-place svg");

test("it is drawn over the still picture, in the same place", async ({ page }) => {
  await page.goto("/pipeline", { waitUntil: "commit" });
  const before = await picture(page).boundingBox();
  await open(page, "/pipeline");
  await expect(drawing(page)).toBeVisible();
  await expect(page.locator(".still")).toBeHidden();
  const after = await picture(page).boundingBox();
  expect(after.height).toBe(before.height);
});

test("it fits a window that changes", async ({ page }) => {
  await page.setViewportSize({ width: 1200, height: 800 });
  await open(page, "/pipeline");
  await expect(drawing(page)).toBeVisible();
  await page.setViewportSize({ width: 700, height: 800 });
  await expect.poll(async () => (await drawing(page).boundingBox()).width - (await picture(page).boundingBox()).width).toBeLessThanOrEqual(1);
  const box = await drawing(page).boundingBox();
  expect(box.x + box.width).toBeLessThanOrEqual(700);
});

test("its colours are the theme's", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await open(page, "/pipeline");
  await expect(drawing(page)).toBeVisible();
  const colour = () => page.evaluate(() => getComputedStyle(document.querySelector(".trend-place svg text")).fill);
  const light = await colour();
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(colour).not.toBe(light);
});

test("it says what was true in the week pointed at", async ({ page }) => {
  await open(page, "/pipeline?weeks=13");
  await expect(drawing(page)).toBeVisible();
  await page.getByText("Show as a table").click();
  const latest = page.getByRole("table").getByRole("row").nth(1);
  const total = (await latest.getByRole("cell").last().innerText()).trim();
  await drawing(page).scrollIntoViewIfNeeded();
  const box = await drawing(page).boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.move(box.x + box.width - 24, box.y + box.height / 2, { steps: 4 });
  await expect(drawing(page)).toContainText(`Total €${total}`);
});

// How many charts there are that have not been disposed of, wherever they were drawn.
async function countCharts(page) {
  await page.addInitScript(() => {
    const made = [];
    let echarts;
    window.livingCharts = () => made.filter((chart) => !chart.isDisposed()).length;
    Object.defineProperty(window, "echarts", {
      get: () => echarts,
      set: (bundle) => (echarts = { init: (...place) => made[made.push(bundle.init(...place)) - 1] }),
    });
  });
  return () => page.evaluate(() => window.livingCharts());
}

test("it goes when the page does, and comes back", async ({ page }) => {
  const living = await countCharts(page);
  await open(page, "/pipeline");
  await expect(drawing(page)).toBeVisible();
  expect(await living()).toBe(1);
  await page.getByRole("link", { name: "2 years" }).click();
  await expect(page).toHaveURL(/weeks=104/);
  await expect(drawing(page)).toHaveCount(1);
  await expect.poll(living).toBe(1);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Deals" }).first().click();
  await expect(page).toHaveURL(/\/deals/);
  await expect(drawing(page)).toHaveCount(0);
  expect(await living()).toBe(0);
  await page.goBack();
  await expect(page).toHaveURL(/weeks=104/);
  await expect(drawing(page)).toBeVisible();
  expect(await living()).toBe(1);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("nothing sticks out", async ({ page }) => {
    await open(page, "/pipeline");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
