// The matrix as a phone gets it: Lighthouse's mobile figures on the real server with 25,000 deals, and how soon a tap on a
// filter is painted once the answer is there. `npm run bench` after `cargo build --release --package server` and the bundle.
import lighthouse from "lighthouse";
import { launch } from "chrome-launcher";
import { chromium as playwright } from "@playwright/test";
import { FLAGS, asRoot, chromium } from "../support/chromium.js";
import { PASSWORD, PEOPLE } from "../support/people.js";
import { start } from "../support/servers.js";

const RUNS = 5;
const DEALS = 25_000;
const PAGES = ["/apm", "/apm/deals?column=open", "/pipeline", "/deals"];
// What is promised of the matrix.
const PROMISED = { paint: 1500, blocking: 200, shift: 0.02, tap: 100 };

const server = await start({ serve: ["--demo-if-empty", "--demo-opportunities", String(DEALS)] });
try {
  const cookie = await signIn();
  console.log(`Medians of ${RUNS} runs [spread], mobile as Lighthouse simulates it, ${DEALS} deals`);
  for (const path of PAGES) console.log(line(path, await weigh(path, cookie), path === "/apm" ? PROMISED : {}));
  console.log(tapped(await taps(cookie)));
} finally {
  await server.end();
}

async function signIn() {
  const answer = await fetch(`${server.address}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: PEOPLE.exec, password: PASSWORD }),
  });
  if (!answer.ok) throw new Error(`signing in answers ${answer.status}`);
  return answer.headers.getSetCookie().find((cookie) => cookie.startsWith("motore_session=")).split(";")[0];
}

async function weigh(path, cookie) {
  const runs = [];
  for (let run = 0; run < RUNS; run += 1) {
    const flags = [...FLAGS, "--headless=new", ...(asRoot() ? ["--no-sandbox"] : [])];
    const browser = await launch({ chromePath: chromium(), chromeFlags: flags });
    try {
      const { lhr } = await lighthouse(server.address + path, {
        port: browser.port,
        onlyCategories: ["performance"],
        extraHeaders: { Cookie: cookie },
        logLevel: "error",
      });
      const value = (audit) => lhr.audits[audit].numericValue;
      const timing = await fetch(server.address + path, { headers: { cookie } });
      await timing.text();
      runs.push({
        paint: value("largest-contentful-paint"),
        blocking: value("total-blocking-time"),
        shift: value("cumulative-layout-shift"),
        bytes: value("total-byte-weight"),
        server: Number(timing.headers.get("server-timing")?.match(/app;dur=([\d.]+)/)?.[1]),
      });
    } finally {
      browser.kill();
    }
  }
  return runs;
}

// From the answer to the first frame after the page has changed, in milliseconds.
async function taps(cookie) {
  const browser = await playwright.launch({ executablePath: chromium(), chromiumSandbox: !asRoot(), args: FLAGS });
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const [name, value] = cookie.split("=");
  await context.addCookies([{ name, value, url: server.address }]);
  const page = await context.newPage();
  const times = [];
  for (let run = 0; run < RUNS; run += 1) {
    await page.goto(`${server.address}/apm?pick=region`);
    await page.waitForFunction(() => document.documentElement.dataset.live === "yes");
    times.push(
      await page.evaluate(
        () =>
          new Promise((done) => {
            new MutationObserver((_, observer) => {
              observer.disconnect();
              requestAnimationFrame(() =>
                setTimeout(() => {
                  const { responseEnd } = performance.getEntriesByType("resource").filter((entry) => entry.initiatorType === "fetch").at(-1);
                  done(performance.now() - responseEnd);
                }),
              );
            }).observe(document.querySelector("table.matrix"), { childList: true, subtree: true, characterData: true });
            document.querySelector(".values a").click();
          }),
      ),
    );
  }
  await browser.close();
  return times;
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function figure(values, digits, promised) {
  const spread = `[${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)}]`;
  const kept = promised === undefined ? "" : median(values) <= promised ? " kept" : ` MISSED (${promised})`;
  return `${median(values).toFixed(digits)} ${spread}${kept}`;
}

function line(path, runs, promised) {
  const all = (name) => runs.map((run) => run[name]);
  return [
    path,
    `largest paint ${figure(all("paint"), 0, promised.paint)} ms`,
    `blocking ${figure(all("blocking"), 0, promised.blocking)} ms`,
    `shift ${figure(all("shift"), 3, promised.shift)}`,
    `${figure(all("bytes").map((bytes) => bytes / 1000), 0)} kB`,
    `server ${figure(all("server"), 1)} ms`,
  ].join(" · ");
}

function tapped(times) {
  return `a filter tap is painted ${figure(times, 0, PROMISED.tap)} ms after the answer`;
}
