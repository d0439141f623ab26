// A company comes in: from the one-time link of an empty server to numbers that others have counted, and back out.
import { join } from "node:path";
import { start } from "../support/servers.js";
import { dataset, truth } from "../support/truth.js";
import { expect, hydrated, test } from "../support/test.js";

test.use({ as: "nobody" });

const FILES = ["sales_pipeline.csv", "accounts.csv", "products.csv", "sales_teams.csv"];

test("Maven comes in through the pages", async ({ page }) => {
  test.setTimeout(180_000);
  const folder = dataset("maven_crm");
  const { scalars, row } = truth(folder);
  const server = await start({ serve: ["--admin", "admin@maven.example"] });
  const to = (path) => server.address + path;
  try {
    await test.step("the one-time link leads to the set-up", async () => {
      const token = server.said().match(/token=(\S+)/)[1];
      await page.goto(to(`/welcome?token=${token}`));
      await hydrated(page);
      await page.getByLabel("New password").fill("a long password");
      await page.getByRole("button", { name: /sign in/i }).click();
      await expect(page).toHaveURL(to("/setup"));
    });

    await test.step("what is wrong is said beside its input, and nothing is lost", async () => {
      await page.getByLabel("Name", { exact: true }).fill("Maven");
      await page.getByLabel("Currency").fill("USD");
      // The browser of these tests is in Rome.
      await expect(page.getByLabel("Time zone")).toHaveValue("Europe/Rome");
      await page.getByLabel("Time zone").fill("Mars/Olympus");
      await page.getByLabel("Starts in").selectOption("January");
      await page.getByRole("button", { name: "Save and begin" }).first().click();
      await expect(page.getByRole("alert")).toContainText("Time zone");
      await expect(page.getByLabel("Time zone")).toHaveAttribute("aria-invalid", "true");
      await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Maven");
      await page.getByLabel("Time zone").fill("UTC");
      await page.getByRole("button", { name: "Save and begin" }).last().click();
      await expect(page).toHaveURL(to("/imports"));
    });

    await test.step("the files are uploaded and their mapping is proposed", async () => {
      await page.locator("#files").setInputFiles(FILES.map((name) => join(folder, name)));
      await page.getByRole("button", { name: "Upload and look" }).click();
      await expect(page).toHaveURL(/\/imports\/[0-9a-f-]{36}$/);
      await expect(page.getByRole("heading", { level: 1 })).toContainText("sales_pipeline.csv");
      const pipeline = page.getByRole("region", { name: "sales_pipeline.csv" });
      await expect(pipeline.getByLabel("What its rows are")).toHaveValue("deals");
      await expect(pipeline.getByLabel("Account", { exact: true })).toHaveValue("account");
      await expect(pipeline.getByLabel("This value")).toHaveValue("GTXPro");
      await expect(pipeline.getByLabel("Becomes")).toHaveValue("GTX Pro");
    });

    await test.step("the stages are mapped", async () => {
      const stages = page.getByRole("region", { name: "Stages" });
      const engaging = stages.getByRole("listitem").filter({ hasText: "Engaging" });
      await expect(engaging.getByLabel("In the pipeline")).toBeChecked();
      await engaging.getByLabel("Stage of yours").fill("Engaged");
      await engaging.getByLabel("Probability").fill("30");
      const prospecting = stages.getByRole("listitem").filter({ hasText: "Prospecting" });
      await expect(prospecting.getByLabel("In the pipeline")).not.toBeChecked();
    });

    await test.step("a dry run says what would become of each row", async () => {
      await page.getByRole("button", { name: "Save and check" }).click();
      await expect(page.getByRole("button", { name: /^Publish / })).toBeVisible({ timeout: 60_000 });
      await expect(page.getByText("Checked, not published")).toBeVisible();
      await expect(fact(page, "Rows rejected")).toHaveText("0");
    });

    await test.step("it is published at one instant", async () => {
      await page.getByRole("button", { name: /^Publish / }).click();
      await expect(page.getByRole("button", { name: "Undo this import" })).toBeVisible({ timeout: 60_000 });
      await expect(fact(page, "Deals new")).toHaveText(scalars.rows.toLocaleString("en"));
    });

    const quarter = row("close_quarter_x_product", "2017Q2", "GTX Pro");
    await test.step("a cell of the matrix is what others have counted", async () => {
      await page.goto(to("/apm?period=FY17-Q2&as_of=2017-12-31&rows=product"));
      await hydrated(page);
      const cell = closed(page, /^GTX Pro/);
      await expect(cell).toHaveAttribute("title", dollars(quarter.won_value));
      await cell.click();
      await expect(page).toHaveURL(/\/apm\/deals\?/);
      await expect(page.getByText(`${quarter.won} deals, ${dollars(quarter.won_value)}`)).toBeVisible();
    });

    await test.step("as of the middle of the quarter it is what had been won by then", async () => {
      await page.goBack();
      await page.getByRole("button", { name: /^As of/ }).first().click();
      await page.getByLabel("As of the end of").fill("2017-05-15");
      await page.getByLabel("As of the end of").press("Enter");
      await expect(page).toHaveURL(/as_of=2017-05-15/);
      // Day 45 of the quarter.
      const half = row("pacing_won_cumulative", "2017Q2", 45);
      await expect(closed(page, /^Total/)).toHaveAttribute("title", dollars(half.won_value));
    });

    await test.step("language and theme", async () => {
      await page.goto(to("/settings"));
      await hydrated(page);
      await page.getByRole("group", { name: "Language", exact: true }).getByLabel("Italiano").check();
      await page.getByLabel("Dark").check();
      await page.getByRole("button", { name: "Apply" }).click();
      await expect(page.locator("html")).toHaveAttribute("lang", "it");
      await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Impostazioni");
    });

    await test.step("undone, nothing of it is left", async () => {
      await page.getByRole("link", { name: "Importazioni" }).first().click();
      await page.getByRole("link", { name: /sales_pipeline\.csv/ }).click();
      await page.getByRole("button", { name: "Annulla questa importazione" }).click();
      await expect(page.getByText("Annullata", { exact: true })).toBeVisible({ timeout: 60_000 });
      await page.goto(to("/deals?kind=all"));
      await expect(page.getByRole("main")).toContainText("0 trattative");
    });
  } finally {
    await server.end();
  }
});

// What a page says under a heading of a list of facts.
const fact = (page, name) => page.locator("dl.counted > div").filter({ has: page.getByText(name, { exact: true }) }).locator("dd");

// The closed cell of a row of the matrix: its title is the exact amount.
const closed = (page, row) => page.getByRole("row", { name: row }).locator('[data-label="Closed"]');

const dollars = (amount) => `$${amount.toLocaleString("en", { minimumFractionDigits: 2 })}`;
