// Accounts and contacts on a phone; duplicates made one and taken apart; everything found by keyboard.
import { expect, open, test } from "../support/test.js";

test.describe("on a phone", () => {
  test.use({ as: "rep", viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("a rep creates an account and whom to call there", async ({ page }) => {
    const name = `Zeppelin ${Date.now()} S.p.A.`;
    await open(page, "/accounts");
    await page.getByRole("link", { name: "New account" }).click();
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByLabel("Web address").fill("not an address");
    await page.getByRole("button", { name: "Create" }).click();
    // What is wrong is said beside its input, and nothing is lost.
    await expect(page.getByText("It is not a web address")).toBeVisible();
    await expect(page.getByLabel("Name", { exact: true })).toHaveValue(name);
    await page.getByLabel("Web address").fill("https://zeppelin.example");
    await page.getByLabel("Region", { exact: true }).fill("EMEA");
    // The known regions are offered; what is clicked first closes them.
    await page.keyboard.press("Tab");
    await page.getByRole("button", { name: "Create" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
    await expect(page.locator("header.page p")).toContainText("EMEA");

    await page.getByRole("link", { name: "New contact" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Ada Lovelace");
    await expect(page.getByLabel("Mail address")).toHaveAttribute("inputmode", "email");
    await page.getByLabel("Mail address").fill("ada@zeppelin.example");
    await page.getByLabel("Phone").fill("+39 02 1234 5678");
    await page.getByRole("button", { name: "Create" }).click();
    await expect(page.getByRole("link", { name: "Call Ada Lovelace" })).toHaveAttribute("href", "tel:+390212345678");
    await expect(page.getByRole("link", { name: "Write to Ada Lovelace" })).toHaveAttribute("href", "mailto:ada@zeppelin.example");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

    // Since when, and what was before.
    await page.getByText("Say something of it").click();
    await page.getByLabel("Value (empty: none any more)").fill("APAC");
    await page.locator("details[open]").getByRole("button", { name: "Save" }).click();
    await expect(page.locator("header.page p")).toContainText("APAC");
  });
});

test.describe("on a laptop", () => {
  test.use({ as: "admin", viewport: { width: 1440, height: 900 } });

  test("duplicates are made one and taken apart again", async ({ page, request }) => {
    const stamp = Date.now();
    const make = async (name) => (await request.post("/api/v1/accounts", { data: { name } })).json();
    const [one, two] = [await make(`Twin ${stamp} GmbH`), await make(`TWIN ${stamp}`)];
    await open(page, "/duplicates");
    const group = page.locator("form.same", { hasText: `twin ${stamp}` });
    await group.getByRole("radio", { name: `Twin ${stamp} GmbH` }).check();
    await group.getByRole("button", { name: "Make them one" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Twin ${stamp} GmbH`);
    // The old address leads on.
    await open(page, `/accounts/${two.id}`);
    await expect(page).toHaveURL(new RegExp(one.id));
    await page.getByRole("button", { name: `Undo: TWIN ${stamp}` }).click();
    await expect(page.getByText("Undone,")).toBeVisible();
    await open(page, `/accounts/${two.id}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(`TWIN ${stamp}`);
  });

  test("a parent and an owner are picked by name", async ({ page, request }) => {
    const stamp = Date.now();
    const make = async (name) => (await request.post("/api/v1/accounts", { data: { name } })).json();
    const [top, below] = [await make(`Holding ${stamp}`), await make(`Daughter ${stamp}`)];
    await open(page, `/accounts/${below.id}`);
    const pick = async (summary, label, text, option) => {
      await page.getByText(summary, { exact: true }).click();
      await page.getByRole("combobox", { name: label }).fill(text);
      await page.getByRole("option", { name: option }).click();
      await expect(page.getByRole("combobox", { name: label })).toHaveValue(option);
      await page.locator("details[open]").getByRole("button", { name: "Save" }).click();
    };
    await pick("Put it under another account", "Parent account", `holding ${stamp}`, `Holding ${stamp}`);
    await expect(page.locator("dl.facts").getByRole("link", { name: `Holding ${stamp}` })).toHaveAttribute("href", `/accounts/${top.id}`);
    await pick("Give it to somebody else", "Owner", "carla", "Carla Ferri");
    await expect(page.locator("header.page p")).toContainText("Carla Ferri");
    // And nobody above any more.
    await page.getByText("Put it under another account", { exact: true }).click();
    await page.getByRole("button", { name: `Remove Holding ${stamp}` }).click();
    await page.locator("details[open]").getByRole("button", { name: "Save" }).click();
    await expect(page.locator("dl.facts .said.now", { hasText: "none" })).toBeVisible();
  });

  test("everything is found by keyboard, in both languages", async ({ page }) => {
    await open(page, "/settings");
    await page.keyboard.press("Control+k");
    const search = page.getByRole("combobox", { name: "Search" });
    await expect(search).toBeFocused();
    const height = (await page.locator("dialog.palette").boundingBox()).height;
    await search.fill("prodotti");
    await expect(page.getByRole("option", { name: /Products/ })).toHaveAttribute("aria-selected", "true");
    expect((await page.locator("dialog.palette").boundingBox()).height).toBe(height);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/products$/);
    // What was opened last comes first when nothing is asked for.
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("option").first()).toContainText("Products");
    await page.keyboard.press("ArrowUp");
    await expect(page.getByRole("option").last()).toHaveAttribute("aria-selected", "true");
    await page.keyboard.press("Escape");
    await expect(page.locator("dialog.palette")).toBeHidden();
  });
});
