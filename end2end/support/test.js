// The tests' own `test`: as whom, where, and with an eye on the browser's console.
import { test as base, expect } from "@playwright/test";
import { session } from "./people.js";

export { expect };

export const test = base.extend({
  // Who is signed in: a role of the demo company, `empty` for the empty one's administrator, or nobody.
  as: ["exec", { option: true }],
  // Statuses with which the API is meant to refuse something in a test; the browser tells the console of each.
  refused: [[], { option: true }],
  storageState: async ({ as }, use) => use(as === "nobody" ? { cookies: [], origins: [] } : session(as)),
  baseURL: async ({ as }, use) => use(as === "empty" ? process.env.EMPTY : process.env.DEMO),
  // Everything the browser complains about while a page is open. Nothing may: hydration warnings and violations of the
  // content security policy come this way, too.
  complaints: [
    async ({ page, refused }, use) => {
      const complaints = [];
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type()) && !expected(page, message, refused)) complaints.push(`${page.url()}: ${message.text()}`);
      });
      page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error}`));
      await use(complaints);
      expect(complaints, "the browser's console").toEqual([]);
    },
    { auto: true },
  ],
});

// A page that is asked for and refused (400, 404) is told to the console by the browser itself; so is what a test is about.
function expected(page, message, refused) {
  const text = message.text();
  // Most tests do without the worker.
  if (text === "Service Worker registration blocked by Playwright") return true;
  if (!text.startsWith("Failed to load resource")) return false;
  // The stream of notices breaks off without a network, and is opened again.
  if (message.location().url.includes("/api/v1/events")) return true;
  return message.location().url === page.url() || refused.some((status) => text.includes(`status of ${status} `));
}

// Opens a page hard and waits until the browser has taken it over.
export async function open(page, path) {
  const answer = await page.goto(path);
  await hydrated(page);
  return answer;
}

// Whether the wasm has taken the page over.
export async function hydrated(page) {
  await page.waitForFunction(() => document.documentElement.dataset.live === "yes");
}

// Waits until nothing more is loaded. (The stream of notices never ends, so the network is never idle.)
export async function quiet(page) {
  const loaded = () => page.evaluate(() => performance.getEntriesByType("resource").length + (document.documentElement.dataset.waiting === undefined ? 0 : 0.5));
  for (let before = -1, now = await loaded(); now !== before || now % 1; now = await loaded()) {
    before = now;
    await page.waitForTimeout(500);
  }
}

// The address of some deal of the demo company.
async function someDeal(request) {
  const answer = await request.get("/api/v1/opportunities");
  const { items } = await answer.json();
  return items[0].id;
}

// An address of the list of pages, with what stands in it for something of the demo company.
export async function filled(path, request) {
  if (path.includes("{deal}")) return path.replace("{deal}", await someDeal(request));
  if (path.includes("{account}")) return path.replace("{account}", await first(request, "accounts"));
  if (path.includes("{contact}")) return path.replace("{contact}", await first(request, "contacts"));
  return path.replace("{asked}", process.env.IMPORT_ASKED).replace("{checked}", process.env.IMPORT_CHECKED);
}

// The first of a list by name.
async function first(request, list) {
  const { items } = await (await request.get(`/api/v1/${list}`)).json();
  return items[0].id;
}
