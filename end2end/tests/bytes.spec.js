// What a first visit loads, as it travels.
import { expect, hydrated, quiet, test } from "../support/test.js";

// What it weighs, with a little room, so that it does not grow unnoticed: the matrix, which is promised within 350,000; and
// My deals, whose code comes on top of that.
const BUDGETS = { "/apm": 255_000, "/mine": 430_000 };

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

for (const [path, budget] of Object.entries(BUDGETS)) {
  test(`the first load of ${path} stays within its budget`, async ({ page, context }) => {
    const parts = await weigh(page, context, path);
    const total = [...parts.values()].reduce((sum, bytes) => sum + bytes, 0);
    test.info().annotations.push({ type: "bytes", description: `${total}: ${JSON.stringify([...parts])}` });
    expect([...parts.keys()].some((path) => path.includes("echarts")), "charts are loaded late").toBe(false);
    expect(total).toBeLessThanOrEqual(budget);
  });
}

test("charts are loaded where there is one", async ({ page, context }) => {
  const parts = await weigh(page, context, "/pipeline");
  await expect(page.locator(".trend-place svg")).toBeVisible();
  expect([...parts.keys()].filter((path) => path.includes("echarts"))).toHaveLength(1);
});
