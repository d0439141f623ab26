// Every page, opened hard: it answers as it should, says where one is, is taken over without a complaint, and reads without
// JavaScript.
import { expect, filled, open, test } from "../support/test.js";
import { OPEN, PAGES } from "../support/routes.js";

const full = PAGES.filter((page) => page.full);

test.describe("full", () => {
  test.use({ as: "admin" });
  for (const { name, full: path } of full) {
    test(`${name} opens`, async ({ page, request }) => {
      const answer = await open(page, await filled(path, request));
      expect(answer.status()).toBe(200);
      await says(page);
    });
  }
});

test.describe("empty", () => {
  test.use({ as: "empty" });
  for (const { name, empty: path } of PAGES.filter((page) => page.empty)) {
    test(`${name} opens`, async ({ page }) => {
      const answer = await open(page, path);
      expect(answer.status()).toBe(200);
      await says(page);
    });
  }
});

test.describe("in error", () => {
  test.use({ as: "admin" });
  for (const { name, error } of PAGES.filter((page) => page.error)) {
    test(`${name} says what is wrong`, async ({ page, request }) => {
      const answer = await open(page, await filled(error.path, request));
      expect(answer.status()).toBe(error.status);
      await says(page);
    });
  }
});

test.describe("for anyone", () => {
  test.use({ as: "nobody" });
  for (const { name, full: path } of OPEN) {
    test(`${name} opens`, async ({ page }) => {
      const answer = await open(page, path);
      expect(answer.status()).toBe(200);
      await says(page);
    });
  }
  test("every other page leads to signing in, and back", async ({ page }) => {
    await page.goto("/pipeline?weeks=26");
    expect(new URL(page.url()).pathname).toBe("/sign-in");
    expect(new URL(page.url()).searchParams.get("next")).toBe("/pipeline?weeks=26");
  });
});

test.describe("without JavaScript", () => {
  test.use({ as: "admin", javaScriptEnabled: false });
  for (const { name, full: path } of full) {
    test(`${name} reads`, async ({ page, request }) => {
      const answer = await page.goto(await filled(path, request));
      expect(answer.status()).toBe(200);
      await says(page);
    });
  }
  test("the numbers of the matrix are in the page", async ({ page }) => {
    await page.goto("/apm");
    const total = page.getByRole("row", { name: /^Total/ });
    await expect(total).toContainText(/\d/);
  });
  test("the pipeline shows its table", async ({ page }) => {
    await page.goto("/pipeline");
    await expect(page.getByRole("table")).toBeVisible();
    expect(await page.getByRole("table").getByRole("row").count()).toBe(53);
  });
});

// One heading and a title that says where one is, and something to read.
async function says(page) {
  await expect(page.locator("h1")).toHaveCount(1);
  await expect(page).toHaveTitle(/^.+ · Motore$/);
  await expect(page.getByRole("main")).toContainText(/\w/);
}
