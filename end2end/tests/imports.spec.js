// Imports and set-up beyond the straight way: without scripts, without permission, in each other's way.
import { start } from "../support/servers.js";
import { PASSWORD } from "../support/people.js";
import { expect, open, test } from "../support/test.js";

// An upload as a person chooses it.
const file = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

// Sixty deals whose dates can be read in two ways, one of them at a stage that could be anything; and one that is there twice.
const DEALS = [
  "Opportunity ID,Opportunity Name,Stage,Amount,Close Date,Created Date",
  ...Array.from({ length: 60 }, (_, n) => `B${n},Deal ${n},${n ? "Closed Won" : "Somewhere"},${100 + n},05/06/2026,02/03/2026`),
  "B7,Another,Closed Won,5,05/06/2026,02/03/2026",
].join("\n");

test.describe("for others than administrators", () => {
  test.use({ as: "rep" });
  for (const path of ["/imports", "/setup"]) {
    test(`${path} is refused and not offered`, async ({ page }) => {
      const answer = await open(page, path);
      expect(answer.status()).toBe(403);
      await expect(page.getByRole("alert")).toContainText("Your role does not");
      await open(page, "/settings");
      await expect(page.locator(`a[href="${path}"]`)).toHaveCount(0);
    });
  }
});

test.describe("on a server of its own", () => {
  test.use({ as: "nobody" });
  let server;
  test.beforeEach(async () => {
    server = await start({
      prepare: [["setup", "--company", "Own Ltd", "--currency", "EUR", "--time-zone", "UTC", "--fiscal-start", "1", "--fiscal-pattern", "months"]],
      serve: ["--admin", "admin@own.example"],
    });
  });
  test.afterEach(() => server.end());

  async function enter(page) {
    await page.goto(`${server.address}/welcome?token=${server.said().match(/token=(\S+)/)[1]}`);
    await page.getByLabel("New password").fill(PASSWORD);
    await page.getByRole("button", { name: /sign in/i }).click();
    await page.waitForURL(`${server.address}/apm`);
  }

  test.describe("without JavaScript", () => {
    test.use({ javaScriptEnabled: false });
    test("files go in, questions are answered on the spot, and all of it is undone", async ({ page }) => {
      await enter(page);
      await page.goto(`${server.address}/imports`);
      await page.locator("#files").setInputFiles([file("deals.csv", DEALS)]);
      await page.getByRole("button", { name: "Upload and look" }).click();

      const asked = page.locator(".questions");
      await expect(asked).toContainText("Somewhere");
      for (const order of await asked.locator('select[name*="dates"]').all()) await order.selectOption("dmy");
      await asked.getByLabel("Stage of yours").fill("Somewhere");
      await asked.getByLabel("Kind").selectOption("open");
      await asked.getByLabel("Probability").fill("hundred");
      await page.getByRole("button", { name: "Save and check" }).click();
      // What cannot be read is said at its input, and what was answered is still there.
      await expect(page.getByRole("alert")).toContainText("percentage");
      await expect(page.locator('select[name*="dates"]').first()).toHaveValue("dmy");
      await page.locator('[aria-invalid="true"]').fill("25");
      await page.locator(".stage-row").filter({ hasText: "Somewhere" }).getByLabel("In the pipeline").check();
      await page.getByRole("button", { name: "Save and check" }).click();

      // A page without scripts is looked at again.
      await expect(async () => {
        await page.goto(page.url());
        await expect(page.getByRole("button", { name: "Publish 60 rows" })).toBeVisible({ timeout: 500 });
      }).toPass();
      await page.getByRole("link", { name: "Rejected" }).click();
      const found = page.getByRole("row").filter({ hasText: "B7" });
      await expect(found).toContainText("Line 62");
      await expect(found).toContainText("Opportunity ID");

      await page.getByRole("button", { name: "Publish 60 rows" }).click();
      await expect(async () => {
        await page.goto(page.url());
        await expect(page.getByRole("button", { name: "Undo this import" })).toBeVisible({ timeout: 500 });
      }).toPass();
      const published = page.url();
      await page.goto(`${server.address}/deals`);
      await page.getByRole("button", { name: "Kind: Open" }).click();
      await page.getByRole("link", { name: "All", exact: true }).click();
      await expect(page.getByRole("main")).toContainText("60 deals");

      await page.goto(published);
      await page.getByRole("button", { name: "Undo this import" }).click();
      await expect(async () => {
        await page.goto(published);
        await expect(page.getByText("Undone", { exact: true })).toBeVisible({ timeout: 500 });
      }).toPass();
      await page.goto(`${server.address}/deals`);
      await page.getByRole("button", { name: "Kind: Open" }).click();
      await page.getByRole("link", { name: "All", exact: true }).click();
      await expect(page.getByRole("main")).toContainText("0 deals");
    });

    test("what an import says is in the visitor's language, on the page and in the file", async ({ page, context }) => {
      await enter(page);
      await context.addCookies([{ name: "lang", value: "it", url: server.address }]);
      await page.goto(`${server.address}/imports`);
      await page.locator("#files").setInputFiles([file("foto.csv", "\u0089PNG")]);
      await page.getByRole("button", { name: "Carica e guarda" }).click();
      await expect(page.getByRole("alert")).toContainText("«foto.csv»: Non è");

      const rows = ["Ref;Titolo;Fase;Importo;Valuta;Creato il;Chiusura", "1;Alfa;Trattativa;-5,50;EUR;13/09/2026;31/02/2026", "2;Beta;Trattativa;100,00;USD;13/09/2026;15/12/2026", "3;Gamma;Chiusa vinta;10,00;XXZ;13/09/2026;15/10/2026", "4;Delta;Chiusa persa;-7,00;EUR;13/09/2026;15/10/2026"];
      await page.locator("#files").setInputFiles([file("trattative.csv", rows.join("\n"))]);
      await page.getByRole("button", { name: "Carica e guarda" }).click();
      await page.getByRole("button", { name: "Salva e verifica" }).click();
      await expect(async () => {
        await page.goto(page.url());
        await expect(page.getByRole("button", { name: "Pubblica 1 riga" })).toBeVisible({ timeout: 500 });
      }).toPass();
      const warned = page.locator("section.notice");
      await expect(warned).toContainText("Il processo di vendita viene sostituito");
      await expect(warned).toContainText("1 riga in USD");
      await expect(warned.getByRole("link", { name: "Inserisci il cambio" })).toHaveAttribute("href", "/rates?currency=USD&day=2026-09-13");
      const row = (text) => page.locator("#findings").getByRole("row").filter({ hasText: text });
      await expect(row("31/02/2026")).toContainText("Non è un giorno del calendario");
      await expect(row("XXZ")).toContainText("Non è una valuta");
      await expect(row("-7,00")).toContainText("Solo una riduzione può avere un importo negativo");
      await expect(row("-7,00")).toContainText("Importo");

      const csv = await (await page.request.get(page.url().replace("/imports/", "/api/v1/imports/") + "/findings.csv")).text();
      expect(csv).toContain("file,riga,colonna,valore,esito,motivo");
      expect(csv).toContain("trattative.csv,4,Valuta,XXZ,Respinta,");
    });

    test("a sales process is kept where one says so, and each stage of the file is one of its", async ({ page }) => {
      await enter(page);
      await page.goto(`${server.address}/imports`);
      await page.locator("#files").setInputFiles([file("deals.csv", "Id,Name,Stage,Amount\n1,Alfa,Presentation,10\n2,Beta,Closed Won,20\n")]);
      await page.getByRole("button", { name: "Upload and look" }).click();
      await page.getByLabel("Your sales process").selectOption("keep");
      await page.getByRole("button", { name: "Save the mapping" }).click();
      const asked = page.locator(".questions");
      await expect(asked).toContainText("Which stage of yours is “Presentation” (1 row");
      for (const question of await asked.getByRole("listitem").all()) {
        const own = (await question.textContent()).includes("Presentation") ? "Proposal" : "Won";
        await question.getByLabel("Stage of yours").selectOption(own);
      }
      await page.getByRole("button", { name: "Save and check" }).click();
      await expect(async () => {
        await page.goto(page.url());
        await expect(page.getByRole("button", { name: "Publish 2 rows" })).toBeVisible({ timeout: 500 });
      }).toPass();
      await expect(page.locator("section.notice")).toHaveCount(0);
      await page.getByRole("button", { name: "Publish 2 rows" }).click();
      await page.goto(`${server.address}/settings`);
      await expect(page.getByRole("row").filter({ hasText: "Proposal" })).toBeVisible();
      await expect(page.getByRole("row").filter({ hasText: "Presentation" })).toHaveCount(0);
    });

    test("a file that is none is refused on the page", async ({ page }) => {
      await enter(page);
      await page.goto(`${server.address}/imports`);
      await page.locator("#files").setInputFiles([file("picture.csv", "\u0000\u0001\u0002PNG\u0000")]);
      await page.getByRole("button", { name: "Upload and look" }).click();
      await expect(page.getByRole("alert")).toContainText("picture.csv");
      await expect(page.getByRole("alert")).toContainText("Nothing was published");
      await expect(page.getByRole("button", { name: "Upload and look" })).toBeVisible();
    });

    test("stages are added, moved and taken away before anything is saved", async ({ page }) => {
      await enter(page);
      await page.goto(`${server.address}/setup`);
      const names = () => page.getByLabel("Stage", { exact: true }).evaluateAll((inputs) => inputs.map((input) => input.value));
      const before = await names();
      await page.getByRole("button", { name: "Add a stage" }).click();
      await expect.poll(names).toEqual([...before, ""]);
      await page.getByLabel("Stage", { exact: true }).last().fill("Pilot");
      await page.getByLabel("Probability").last().fill("60");
      await page.getByLabel("In the pipeline").last().check();
      await page.getByRole("button", { name: /^Move up/ }).last().click();
      await page.getByRole("button", { name: "Move up: Pilot" }).click();
      await expect.poll(names).toEqual([...before.slice(0, -2), "Pilot", ...before.slice(-2)]);
      await page.getByRole("button", { name: `Remove: ${before[0]}` }).click();
      await page.getByRole("button", { name: "Save", exact: true }).last().click();
      await page.waitForURL(`${server.address}/settings`);
      await expect(page.getByRole("row").filter({ hasText: "Pilot" })).toContainText("60%");
      await expect(page.getByRole("row").filter({ hasText: before[0] })).toHaveCount(0);
    });
  });

  test("two administrators who change the settings at once both see it, and nothing is lost", async ({ page }) => {
    await enter(page);
    const other = await page.context().newPage();
    await page.goto(`${server.address}/setup`);
    await other.goto(`${server.address}/setup`);
    await other.getByLabel("Time zone").fill("Europe/Rome");
    await other.getByRole("button", { name: "Save", exact: true }).last().click();
    await other.waitForURL(`${server.address}/settings`);

    await page.getByLabel("Name", { exact: true }).fill("Mine Ltd");
    await page.getByRole("button", { name: "Save", exact: true }).last().click();
    const conflict = page.getByRole("alert");
    await expect(conflict).toContainText("Changed meanwhile");
    await expect(conflict.getByRole("row", { name: /^Time zone/ })).toContainText("Europe/Rome");
    await expect(conflict.getByRole("row", { name: /^Name/ })).toContainText("Own Ltd");
    await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Mine Ltd");
    await page.getByRole("button", { name: "Save mine instead" }).click();
    await page.waitForURL(`${server.address}/settings`);
    await expect(page.getByText("Mine Ltd")).toBeVisible();
  });
});

test("before the set-up every page leads there", async ({ browser }) => {
  const server = await start({ serve: ["--admin", "admin@new.example"] });
  try {
    const page = await browser.newPage();
    await page.goto(`${server.address}/welcome?token=${server.said().match(/token=(\S+)/)[1]}`);
    await page.getByLabel("New password").fill(PASSWORD);
    await page.getByRole("button", { name: /sign in/i }).click();
    for (const path of ["/apm", "/apm/deals?column=open", "/pipeline", "/deals", "/imports"]) {
      const answer = await page.goto(server.address + path);
      expect([path, answer.status(), new URL(page.url()).pathname]).toEqual([path, 200, "/setup"]);
    }
    expect((await page.goto(`${server.address}/settings`)).status()).toBe(200);
    // The API says so, too.
    for (const path of ["workspace", "apm", "apm/deals?column=open", "opportunities", "imports", "rates", "targets", "pipeline"]) {
      const answer = await page.request.get(`${server.address}/api/v1/${path}`);
      expect(answer.status(), path).toBeLessThan(500);
    }
  } finally {
    await server.end();
  }
});
