// What a first visit loads, as it travels.
import { expect, hydrated, quiet, test } from "../support/test.js";

// What it weighs, with a little room, so that it does not grow unnoticed: the matrix, which is promised within 350,000; and
// My deals of somebody who changes deals, whose code comes on top of that.
const BUDGETS = [
  { as: "exec", path: "/apm", budget: 255_000 },
  { as: "rep", path: "/mine", budget: 430_000 },
];

test.use({ as: "exec" });

async function weigh(page, context, path) {
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  const parts = new Map();
  const addresses = new Map();
  session.on("Network.responseReceived", ({ requestId, response }) => addresses.set(requestId, new URL(response.url).pathname));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => parts.set(addresses.get(requestId) ?? requestId, encodedDataLength));
  await page.goto(path);
  await hydrated(page);
  await quiet(page);
  return parts;
}

for (const { as, path, budget } of BUDGETS) {
  test.describe(as, () => {
    test.use({ as });
    test(`the first load of ${path} stays within its budget`, async ({ page, context }) => {
      const parts = await weigh(page, context, path);
      const total = [...parts.values()].reduce((sum, bytes) => sum + bytes, 0);
      test.info().annotations.push({ type: "bytes", description: `${total}: ${JSON.stringify([...parts])}` });
      const loaded = (name) => [...parts.keys()].some((path) => path.includes(name));
      expect(loaded("echarts"), "charts are loaded late").toBe(false);
      expect(loaded("split_work"), "what edits deals is loaded where it is needed").toBe(path === "/mine");
      expect(total).toBeLessThanOrEqual(budget);
    });
  });
}

test("charts are loaded where there is one", async ({ page, context }) => {
  const parts = await weigh(page, context, "/pipeline");
  await expect(page.locator(".trend-place svg")).toBeVisible();
  expect([...parts.keys()].filter((path) => path.includes("echarts"))).toHaveLength(1);
});
