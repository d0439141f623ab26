// From page to page without a reload: what stays, what changes, and what happens without an answer.
import { expect, open, test } from "../support/test.js";

test.use({ as: "exec" });

// Something that a reload would take away.
const mark = (page) => page.evaluate(() => (window.marked = true));
const marked = (page) => page.evaluate(() => window.marked === true);
const main = (page) => page.getByRole("navigation", { name: "Main" });

test("a link changes the page in place, and back leads back to where one was", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 500 });
  await open(page, "/apm");
  await mark(page);
  await page.evaluate(() => scrollTo(0, 300));
  await page.getByRole("link", { name: "Region", exact: true }).click();
  await expect(page).toHaveURL(/rows=region/);
  await expect(page.getByRole("rowheader", { name: /^EMEA/ })).toBeVisible();
  expect(await page.evaluate(() => scrollY), "another row keeps the place").toBe(300);
  await main(page).getByRole("link", { name: "Deals" }).first().click();
  await expect(page).toHaveTitle("Deals · Motore");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Deals");
  expect(await page.evaluate(() => scrollY), "another page starts at its top").toBe(0);
  await expect(main(page).getByRole("link", { name: "Deals" }).first()).toHaveAttribute("aria-current", "page");
  await page.goBack();
  await expect(page.getByRole("rowheader", { name: /^EMEA/ })).toBeVisible();
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(300);
  expect(await marked(page)).toBe(true);
  await page.reload();
  await expect.poll(() => page.evaluate(() => scrollY), "a reload keeps the place").toBe(300);
});

test("the way past the menu leads to the content and nowhere else", async ({ page }) => {
  await open(page, "/deals");
  const asked = [];
  page.on("request", (request) => ["document", "fetch"].includes(request.resourceType()) && asked.push(request.url()));
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("#main")).toBeFocused();
  await page.keyboard.press("Tab");
  // Whatever the page has first.
  await expect(page.locator("#main").locator("a[href], button, input, select").first()).toBeFocused();
  expect(asked).toEqual([]);
});

test("a choice in a menu closes it and keeps the rest", async ({ page }) => {
  await open(page, "/apm");
  await mark(page);
  await page.getByRole("button", { name: /^Inside each row/ }).click();
  await page.locator("#menu-nest").getByRole("link", { name: "Region" }).click();
  await expect(page).toHaveURL(/nest=region/);
  await expect(page.locator("#menu-nest")).toBeHidden();
  await expect(page.locator("tr.inner").first()).toBeVisible();
  expect(await marked(page)).toBe(true);
});

test("a search becomes the address", async ({ page }) => {
  await open(page, "/deals");
  await mark(page);
  await page.getByRole("searchbox").fill("Core CRM");
  await page.getByRole("searchbox").press("Enter");
  await expect(page).toHaveURL(/search=Core/);
  await expect(page.getByRole("searchbox")).toBeFocused();
  for (const name of await page.getByRole("rowheader").allInnerTexts()) expect(name).toContain("Core CRM");
  expect(await marked(page)).toBe(true);
});

test("the scrubber moves the page and stays in the hand", async ({ page }) => {
  await open(page, "/apm?period=FY26-Q4");
  const slider = page.getByRole("slider");
  await slider.focus();
  for (let days = 0; days < 7; days += 1) await slider.press("ArrowLeft");
  await expect(page).toHaveURL(/as_of=2026-01-24/);
  await expect(page.locator("header.page p").first()).toContainText("Sat 24 Jan 2026");
  await expect(slider).toBeFocused();
  await page.getByRole("button", { name: /^As of/ }).click();
  await page.locator("#menu-as-of").getByRole("link", { name: "Today" }).click();
  await expect(page).not.toHaveURL(/as_of/);
});

test("without an answer the page stays and says so", async ({ page, context, complaints }) => {
  await open(page, "/deals");
  await context.setOffline(true);
  await main(page).getByRole("link", { name: "APM" }).first().click();
  await expect(page.locator(".toasts")).toContainText(/\w/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Deals");
  await context.setOffline(false);
  await main(page).getByRole("link", { name: "APM" }).first().click();
  await expect(page).toHaveURL(/apm/);
  // The browser itself tells the console that it is offline.
  complaints.length = 0;
});

test.describe("who may change deals", () => {
  test.use({ as: "admin" });
  test("saves a deal's fields one by one, and takes them back", async ({ page }) => {
    await open(page, "/deals?kind=open");
    await page.getByRole("rowheader").first().getByRole("link").click();
    const step = page.getByLabel("Next step", { exact: true });
    const due = page.getByLabel("Next step due");
    const before = await due.inputValue();
    await step.fill("Call the sponsor");
    await step.blur();
    // What is written elsewhere meanwhile is not lost when the page follows.
    await due.fill("2027-03-01");
    await expect(page.locator(".timeline")).toContainText("Call the sponsor");
    await expect(due).toHaveValue("2027-03-01");
    // The message is of the last change, and so is what it takes back.
    await expect(page.locator(".timeline")).toContainText("1 Mar 2027");
    await page.locator(".toasts").getByRole("button", { name: "Undo" }).click();
    await expect(due).toHaveValue(before);
    await expect(step).toHaveValue("Call the sponsor");
  });
});
