// A rep with a phone on a train: the browser reaches the server through a line that can be cut.
import { expect, hydrated, test as base } from "./test.js";
import { line } from "./line.js";

export const test = base.extend({
  wire: async ({ as }, use) => {
    const wire = await line(as === "empty" ? process.env.EMPTY : process.env.DEMO);
    await use(wire);
    await wire.end();
  },
  baseURL: async ({ wire }, use) => use(wire.address),
  // Whoever is offline hears of it in the console, too.
  complaints: async ({}, use) => use([]),
});

// What such tests use.
export const PHONE = { as: "rep", serviceWorkers: "allow", viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

// Opens a page once the worker is in charge.
export async function begin(page, path) {
  await page.goto(path);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) await new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done));
  });
  await page.goto(path);
  await hydrated(page);
}

export async function goOffline(page, wire) {
  wire.cut();
  await page.context().setOffline(true);
}

export async function goOnline(page, wire) {
  wire.mend();
  await page.context().setOffline(false);
}

// What the frame says of what waits.
export const sign = (page) => page.locator(".banner.sign");
