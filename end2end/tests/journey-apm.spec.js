// The matrix: reading a cell, the deals that add up to it, another day, filters, nesting, language and theme.
import { expect, open, quiet, test } from "../support/test.js";

test.use({ as: "exec" });

// A contraction counts against the others; the sign is a minus, not a hyphen.
const cents = (text) => Number(text.replace(/[^\d]/g, "")) * (/[−-]/.test(text) ? -1 : 1);

test("the deals behind a cell add up to it", async ({ page }) => {
  await open(page, "/apm?rows=region");
  const row = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: /^EMEA/ }) });
  const cell = row.locator("a[data-label='Open']");
  const exact = cents(await cell.getAttribute("title"));
  expect(exact).toBeGreaterThan(0);
  await cell.click();
  await expect(page).toHaveURL(/\/apm\/deals\?column=open/);
  const sum = page.locator(".sum");
  await expect(sum).toBeVisible();
  expect(cents((await sum.textContent()).split(", ").slice(1).join(""))).toBe(exact);

  // Every page of the list, added up.
  let added = 0;
  for (;;) {
    for (const amount of await page.locator("td.num").all()) {
      added += cents(await amount.evaluate((cell) => cell.firstChild.textContent));
    }
    const next = page.getByRole("link", { name: "Next page" });
    if (!(await next.count())) break;
    const before = page.url();
    await next.click();
    await page.waitForURL((url) => url.href !== before);
    await quiet(page);
  }
  expect(added).toBe(exact);
});

test("a day is chosen in the date field and along the scrubber", async ({ page }) => {
  await open(page, "/apm");
  await page.getByRole("button", { name: /^As of:/ }).click();
  const field = page.getByLabel("As of the end of");
  const today = await field.inputValue();
  const earlier = new Date(Date.parse(today) - 10 * 86_400_000).toISOString().slice(0, 10);
  await field.fill(earlier);
  await page.getByRole("button", { name: "Go", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`as_of=${earlier}`));

  const slider = page.getByRole("slider", { name: "As of, week by week" });
  await slider.focus();
  await page.keyboard.press("Home");
  await expect(page).toHaveURL((url) => url.searchParams.get("as_of") < earlier && url.searchParams.has("period"));
  const first = new URL(page.url()).searchParams.get("as_of");
  const [year, , day] = first.split("-").map(Number);
  await expect(page.locator("header.page p").first()).toContainText(new RegExp(`as of \\w+ ${day} \\w+ ${year},`));
});

test("filters and nesting are links that last", async ({ page }) => {
  await open(page, "/apm");
  await page.getByRole("link", { name: "Filter", exact: false }).first().click();
  const sheet = page.locator("section.sheet");
  await sheet.getByRole("link", { name: "Region", exact: true }).click();
  await sheet.getByRole("link", { name: /^EMEA/ }).click();
  await expect(page).toHaveURL(/where=region%3AEMEA/);
  await expect(page.getByRole("link", { name: "Remove the filter Region: EMEA" })).toBeVisible();

  await page.getByRole("button", { name: /^Inside each row:/ }).click();
  await page.locator("#menu-nest").getByRole("link", { name: "Source" }).click();
  await expect(page).toHaveURL(/nest=source/);
  await expect(page.locator("tr.inner").first()).toBeVisible();
  await page.reload();
  await expect(page.locator("tr.inner").first()).toBeVisible();
  await page.getByRole("link", { name: "Remove the filter Region: EMEA" }).click();
  await expect(page).not.toHaveURL(/where=/);
});

test("language and theme are chosen in the settings", async ({ page }) => {
  await open(page, "/settings");
  await page.getByRole("group", { name: "Language", exact: true }).getByLabel("Italiano").check();
  await page.getByLabel("Dark").check();
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "it");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.goto("/apm");
  await expect(page.getByRole("row", { name: /^Totale/ })).toBeVisible();
  // 1,2 mln, not 1.2M.
  await expect(page.getByRole("table")).toContainText(/\d,\d\s*mln/);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("rows are cards, and one picks the number shown large", async ({ page }) => {
    await open(page, "/apm?rows=region");
    const card = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: /^EMEA/ }) });
    const box = await card.boundingBox();
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(390);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await expect(card.locator("td.chosen")).toHaveCount(1);
    const closed = await card.locator("td.chosen b").textContent();
    await page.getByRole("navigation", { name: "Number shown large" }).getByRole("link", { name: "Open pipeline" }).tap();
    await expect(page).toHaveURL(/column=open/);
    await expect(card.locator("td.chosen a")).toHaveAttribute("data-label", "Open");
    expect(await card.locator("td.chosen b").textContent()).not.toBe(closed);
  });
});
