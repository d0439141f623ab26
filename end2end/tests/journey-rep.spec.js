// A rep's day on a phone: from the first look to the last change, with a tunnel in the middle and somebody else at the same deals.
import { call, deals } from "../support/api.js";
import { PHONE, begin, goOffline, goOnline, sign, test } from "../support/train.js";
import { expect } from "../support/test.js";

test.use(PHONE);

test("My deals before, in and after a tunnel: nothing is lost, and nothing of anybody's is overwritten", async ({ page, wire }) => {
  const mark = `Day ${Date.now()}`;
  const made = await deals(...["Alba", "Brera", "Corso", "Duomo", "Este"].map((name) => `${mark} ${name}`));
  const card = (at) => page.locator("[data-deal]", { hasText: made[at].state.name });
  const sheet = page.locator("#quick");
  const step = async (at, text, day = /^Tomorrow/) => {
    await card(at).getByTitle(/^Next step/).tap();
    await sheet.getByLabel("Next step", { exact: true }).fill(text);
    await sheet.getByRole("button", { name: day }).tap();
  };
  const now = (at) => call("rep", `/opportunities/${made[at].id}`);

  await begin(page, `/mine?where=owner:me&search=${encodeURIComponent(mark)}`);
  await expect(page.locator(".my-deal")).toHaveCount(5);
  // Still in the open.
  await step(0, "Before the tunnel");
  await expect(page.locator(".toast")).toContainText("Saved");
  expect((await now(0)).state.next_step).toBe("Before the tunnel");

  await goOffline(page, wire);
  for (const at of made.keys()) {
    await step(at, `In the tunnel ${at}`);
    await expect(sign(page)).toContainText(`${at + 1} waiting`);
    await expect(card(at).locator("[data-waiting]")).toHaveAttribute("data-waiting", new RegExp(`In the tunnel ${at}`));
  }
  // Meanwhile somebody else changes the same field of two, and another of a third.
  const meanwhile = (at, fields) => call("admin", `/opportunities/${made[at].id}`, { method: "PATCH", body: { base: made[at].version, ...fields } });
  await meanwhile(1, { next_step: "Theirs on Brera" });
  await meanwhile(2, { close_day: "2027-02-02" });
  await meanwhile(3, { next_step: "Theirs on Duomo" });

  await goOnline(page, wire);
  await expect(sign(page)).toContainText("Your decision is needed");
  await sign(page).tap();
  const clash = (name) => page.locator('.outbox > li[data-state="decide"]', { hasText: name });
  await expect(page.locator(".outbox > li")).toHaveCount(2);
  expect((await now(1)).state.next_step).toBe("Theirs on Brera");
  await clash("Brera").getByRole("button", { name: /^Theirs/ }).tap();
  await expect(page.locator(".outbox > li")).toHaveCount(1);
  await clash("Duomo").getByRole("button", { name: /^Mine/ }).tap();
  await expect(page.getByText("Nothing waits")).toBeVisible();

  const states = await Promise.all([...made.keys()].map(async (at) => (await now(at)).state));
  expect(states.map(({ next_step }) => next_step)).toEqual(["In the tunnel 0", "Theirs on Brera", "In the tunnel 2", "In the tunnel 3", "In the tunnel 4"]);
  expect(states[2].close_day).toBe("2027-02-02");
  // What was theirs is in the history all the same.
  const { items } = await call("rep", `/opportunities/${made[3].id}/versions`);
  expect(items.map(({ state }) => state.next_step)).toEqual(["In the tunnel 3", "Theirs on Duomo", null]);
});

test.describe("the deck", () => {
  test("is walked through by swipes and by arrow keys", async ({ page }) => {
    await page.goto("/mine/deck");
    await page.waitForFunction(() => document.documentElement.dataset.live === "yes");
    const deal = () => page.locator(".deck-card [data-deal]").getAttribute("data-deal");
    const first = await deal();
    const swipe = async (from, to) => {
      const session = await page.context().newCDPSession(page);
      const at = (type, x) => session.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : [{ x, y: 240 }] });
      await at("touchStart", from);
      for (let part = 1; part <= 5; part += 1) await at("touchMove", from + ((to - from) * part) / 5);
      await at("touchEnd");
    };
    await swipe(300, 90);
    await expect.poll(deal).not.toBe(first);
    const second = await deal();
    await swipe(90, 300);
    await expect.poll(deal).toBe(first);
    await page.keyboard.press("ArrowRight");
    await expect.poll(deal).toBe(second);
    await page.keyboard.press("ArrowLeft");
    await expect.poll(deal).toBe(first);
  });
});
