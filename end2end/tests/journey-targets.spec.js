// Targets: written in cells, pasted in blocks, undone, refused, and changed by two at once.
import { session } from "../support/people.js";
import { expect, open, test } from "../support/test.js";

test.use({ as: "admin" });
// They all write into one company's targets.
test.describe.configure({ mode: "serial" });

const cell = (page, row, column) => page.locator(`[data-cell='${row}-${column}']`);
const settle = (page) => page.waitForResponse((answer) => answer.request().method() === "PUT" && answer.ok());

test("a cell saves itself, sums follow, and it can be undone", async ({ page }) => {
  await open(page, "/targets?rows=region&fiscal_year=2029");
  const sum = page.locator("tfoot tr").first().locator("td").nth(0);
  await expect(cell(page, 1, 0)).toHaveValue("");
  let answer = settle(page);
  await cell(page, 1, 0).fill("1.2M");
  await page.keyboard.press("Enter");
  await answer;
  await expect(cell(page, 1, 0)).toHaveValue("1,200,000");
  await expect(cell(page, 2, 0)).toBeFocused();
  await expect(sum).toHaveText("1,200,000");

  answer = settle(page);
  await page.keyboard.type("800,000");
  await page.keyboard.press("ArrowUp");
  await answer;
  await expect(cell(page, 1, 0)).toBeFocused();
  await expect(sum).toHaveText("2,000,000");
  answer = settle(page);
  await page.getByRole("button", { name: "Undo" }).last().click();
  await answer;
  await expect(sum).toHaveText("1,200,000");
  await expect(cell(page, 2, 0)).toHaveValue("");
  await page.reload();
  await expect(cell(page, 1, 0)).toHaveValue("1,200,000");
  await expect(cell(page, 2, 0)).toHaveValue("");
});

test("what can be read in two ways is refused, naming the cell", async ({ page }) => {
  await open(page, "/targets?rows=region&fiscal_year=2029");
  const name = await cell(page, 1, 1).getAttribute("aria-label");
  await cell(page, 1, 1).fill("1.200");
  await cell(page, 1, 1).blur();
  await expect(page.getByRole("alert")).toContainText(`${name}: “1.200”`);
  await expect(cell(page, 1, 1)).toHaveValue("1.200");
  await expect(cell(page, 1, 1)).toHaveAttribute("aria-invalid", "true");
  await page.reload();
  await expect(cell(page, 1, 1)).toHaveValue("");
});

async function paste(page, at, text) {
  await at.focus();
  await at.evaluate((input, text) => {
    const data = new DataTransfer();
    data.setData("text", text);
    input.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
}

test("a block from a spreadsheet is taken whole or not at all", async ({ page }) => {
  await open(page, "/targets?rows=region&fiscal_year=2029");
  await paste(page, cell(page, 1, 2), "100\t200\r\n300\tmany\r\n");
  await expect(page.getByRole("alert")).toContainText("“many”");
  await page.reload();
  await expect(cell(page, 1, 2)).toHaveValue("");

  const answer = settle(page);
  await paste(page, cell(page, 1, 2), "100\t200\r\n300\t1.5k\r\n");
  await answer;
  await expect(cell(page, 2, 3)).toHaveValue("1,500");
  await expect(page.locator("tfoot tr").first().locator("td").nth(2)).toHaveText("400");
  await paste(page, cell(page, 1, 3), "1\t2");
  await expect(page.getByRole("alert")).toContainText("2 columns");
});

test.describe("a conflict", () => {
  test.use({ refused: [409] });
  test("another cell changed meanwhile is no conflict; the same one is, and is mended", async ({ page, browser, baseURL }) => {
    await open(page, "/targets?rows=region&fiscal_year=2030");
    const other = await browser.newContext({ baseURL, storageState: session("admin"), locale: "en-GB" });
    const theirs = await other.newPage();
    await open(theirs, "/targets?rows=region&fiscal_year=2030");
    const write = async (page, at, text) => {
      const answer = settle(page);
      await at.fill(text);
      await at.blur();
      await answer;
    };
    await write(theirs, cell(theirs, 2, 2), "500");
    await write(page, cell(page, 1, 2), "600");
    await expect(cell(page, 2, 2)).toHaveValue("500");
    await write(theirs, cell(theirs, 3, 2), "700");
    await cell(page, 3, 2).fill("800");
    await cell(page, 3, 2).blur();
    const conflict = page.getByRole("alert").filter({ hasText: "Changed meanwhile" });
    await expect(conflict).toContainText("You wrote 800. Somebody else saved 700 first.");
    const answer = settle(page);
    await conflict.getByRole("button", { name: "Save mine" }).click();
    await answer;
    await expect(conflict).toBeHidden();
    await theirs.reload();
    await expect(cell(theirs, 3, 2)).toHaveValue("800");
    await other.close();
  });
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  test("there is one quarter at a time", async ({ page }) => {
    await open(page, "/targets?rows=region&fiscal_year=2031&quarter=2");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await expect(cell(page, 1, 1)).toBeVisible();
    await expect(cell(page, 1, 0)).toBeHidden();
    await page.getByRole("navigation", { name: "Quarter" }).getByRole("link", { name: "Q3" }).tap();
    await expect(cell(page, 1, 2)).toBeVisible();
    await expect(cell(page, 1, 1)).toBeHidden();
  });
});

test.describe("for an executive", () => {
  test.use({ as: "exec" });
  test("there is a table to read", async ({ page }) => {
    await open(page, "/targets");
    await expect(page.getByRole("table")).toContainText(/\d,\d{3}/);
    await expect(page.locator("[data-cell]")).toHaveCount(0);
  });
});
