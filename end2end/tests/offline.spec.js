// A rep on a train: what was seen opens without a network, what is changed waits, and nothing is lost or overwritten.
import { call, deals, like } from "../support/api.js";
import { PASSWORD, PEOPLE } from "../support/people.js";
import { line } from "../support/line.js";
import { expect, hydrated, test as base } from "../support/test.js";

const test = base.extend({
  // The browser reaches the server through a line of its own.
  wire: async ({}, use) => {
    const wire = await line(process.env.DEMO);
    await use(wire);
    await wire.end();
  },
  baseURL: async ({ wire }, use) => use(wire.address),
  // Whoever is offline hears of it in the console, too.
  complaints: async ({}, use) => use([]),
});

test.use({ as: "rep", serviceWorkers: "allow", viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

// Opens a page once the worker is in charge.
async function begin(page, path) {
  await page.goto(path);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) await new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done));
  });
  await page.goto(path);
  await hydrated(page);
}

async function goOffline(page, wire) {
  wire.cut();
  await page.context().setOffline(true);
}

async function goOnline(page, wire) {
  wire.mend();
  await page.context().setOffline(false);
}

const sign = (page) => page.locator(".banner.sign");

test("what was seen opens without a network, and says of when it is", async ({ page, wire }) => {
  const [first] = await deals("Seen before the tunnel");
  await begin(page, "/deals");
  await page.goto(`/deals/${first.id}`);
  await expect(page.locator(".banner.offline")).toBeHidden();
  await goOffline(page, wire);
  await page.goto("/deals");
  await expect(page.locator(".banner.offline")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Deals" })).toBeVisible();
  await page.goto(`/deals/${first.id}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(first.state.name);
  await expect(page.locator(".banner.offline")).toContainText("No network");
  await expect(sign(page)).toContainText("Offline");
  // Where one has never been.
  await page.goto("/targets");
  await expect(page.getByRole("heading", { name: "No network" })).toBeVisible();
  await goOnline(page, wire);
  await page.goto("/deals");
  await expect(page.locator(".banner.offline")).toBeHidden();
  await expect(sign(page)).toBeHidden();
});

test("edits of five deals wait, are sent in order, and a clash is decided", async ({ page, wire, browser }) => {
  const made = await deals("Alfa on a train", "Beta on a train", "Gamma on a train", "Delta on a train", "Epsilon on a train");
  await begin(page, "/deals");
  for (const deal of made) await page.goto(`/deals/${deal.id}`);
  await goOffline(page, wire);
  for (const [at, deal] of made.entries()) {
    await page.goto(`/deals/${deal.id}`);
    await hydrated(page);
    const step = page.getByLabel("Next step", { exact: true });
    await step.fill(`Half a thought ${at}`);
    await step.blur();
    await expect(page.locator(".toast")).toContainText("kept on this device");
    await step.fill(`Call them ${at}`);
    await step.blur();
    await expect(sign(page)).toContainText(`${at + 1} waiting`);
    // It says so in place, and so it does when the page is opened again.
    await expect(page.locator('label[for="next-step"]')).toHaveAttribute("data-waiting", `Waiting: Call them ${at}`);
  }
  await page.reload();
  await expect(page.locator(".here")).toContainText("Call them 4");

  // Meanwhile an administrator writes into the same field of one, and into another field of the next.
  const meanwhile = (deal, fields) => call("admin", `/opportunities/${deal.id}`, { method: "PATCH", body: { base: deal.version, ...fields } });
  await meanwhile(made[1], { next_step: "Theirs" });
  await meanwhile(made[2], { close_day: "2027-02-02" });

  await sign(page).click();
  await expect(page.getByRole("heading", { name: "Waiting to be sent" })).toBeVisible();
  await expect(page.locator(".outbox > li")).toHaveCount(5);
  await expect(page.locator(".outbox > li").first()).toContainText("Alfa on a train");
  await goOnline(page, wire);
  await expect(page.locator(".outbox > li")).toHaveCount(1);
  const clash = page.locator('.outbox > li[data-state="decide"]');
  await expect(clash).toContainText("Beta on a train");
  await expect(clash.getByRole("button", { name: /^Theirs/ })).toContainText("Theirs");
  await expect(clash.getByRole("button", { name: /^Was/ })).toBeVisible();
  // Nothing is overwritten before it is decided.
  expect((await call("rep", `/opportunities/${made[1].id}`)).state.next_step).toBe("Theirs");
  await clash.getByRole("button", { name: /^Mine/ }).click();
  await expect(page.getByText("Nothing waits")).toBeVisible();
  await expect(sign(page)).toBeHidden();

  const now = await Promise.all(made.map((deal) => call("rep", `/opportunities/${deal.id}`)));
  expect(now.map((deal) => deal.state.next_step)).toEqual([0, 1, 2, 3, 4].map((at) => `Call them ${at}`));
  expect(now[2].state.close_day).toBe("2027-02-02");
  const { items } = await call("rep", `/opportunities/${made[0].id}/versions`);
  expect(items.map((version) => version.cause)).toEqual(["offline", "screen"]);
});
