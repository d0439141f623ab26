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
