// What it takes to tell many open browsers of changes: streams of notices while deals are saved, and one real page among
// them. `MOTORE_BENCH_STREAMS=1000 npm run live` is the full size; 100 by default. Prints one table.
import { request } from "node:http";
import { chromium } from "@playwright/test";
import { readFileSync } from "node:fs";
import { launchOptions } from "../support/chromium.js";
import { PASSWORD, PEOPLE } from "../support/people.js";
import { start } from "../support/servers.js";

const STREAMS = Number(process.env.MOTORE_BENCH_STREAMS ?? 100);
const SAVES = 100; // a second
const SECONDS = 10;
const SLOW = 5; // streams that are never read
const OF_A_PERSON = 12;

const server = await start({ serve: ["--demo-if-empty", "--demo-opportunities", "5000"] });
const { hostname, port } = new URL(server.address);

// A call of the API; answers its JSON and the session it sets.
function call(method, path, { cookie, body } = {}) {
  return new Promise((done, failed) => {
    const headers = { ...(cookie && { cookie }), ...(body && { "content-type": "application/json" }) };
    const asked = request({ hostname, port, method, path, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part) => (text += part));
      answer.on("end", () => {
        if (answer.statusCode >= 300) return failed(new Error(`${path} answers ${answer.statusCode}: ${text}`));
        done({ json: text ? JSON.parse(text) : null, cookie: answer.headers["set-cookie"]?.[0].split(";")[0] });
      });
    });
    asked.on("error", failed);
    asked.end(body && JSON.stringify(body));
  });
}

const { cookie: admin } = await call("POST", "/api/v1/session", { body: { email: PEOPLE.admin, password: PASSWORD } });

// People enough: nobody has more than a dozen streams.
async function people(count) {
  const cookies = [];
  for (let n = 0; n < count; n += 1) {
    const { json } = await call("POST", "/api/v1/users", { cookie: admin, body: { email: `watcher${n}@demo.example`, name: `Watcher ${n}`, role: "exec" } });
    const token = new URL(json.path, server.address).searchParams.get("token");
    cookies.push((await call("POST", "/api/v1/invitation", { body: { token, password: PASSWORD } })).cookie);
  }
  return cookies;
}

// An open stream: `heard` gets each event's revisions and when it came. One that is not read is held up on purpose.
function listen(cookie, topics, heard) {
  return new Promise((done, failed) => {
    const asked = request({ hostname, port, path: `/api/v1/events?topics=${topics}`, headers: { cookie }, agent: false }, (answer) => {
      if (answer.statusCode !== 200) return failed(new Error(`no stream: ${answer.statusCode}`));
      if (heard) {
        let text = "";
        answer.setEncoding("utf8").on("data", (part) => {
          const events = (text + part).split("\n\n");
          text = events.pop();
          for (const event of events) {
            const data = event.split("\n").find((line) => line.startsWith("data:"));
            if (data) heard(JSON.parse(data.slice(5)), performance.now());
          }
        });
      } else answer.pause();
      done(asked);
    });
    asked.on("error", () => {});
    asked.end();
  });
}

const within = (times, percent) => [...times].sort((a, b) => a - b)[Math.max(0, Math.ceil((times.length * percent) / 100) - 1)];
const memory = () => Number(readFileSync(`/proc/${server.pid}/status`, "utf8").match(/VmRSS:\s+(\d+)/)[1]);

// The deals that are saved, each once a second.
const deals = [];
for (let after = ""; deals.length < SAVES; ) {
  const { json } = await call("GET", `/api/v1/opportunities?kind=open${after}`, { cookie: admin });
  deals.push(...json.items.map(({ id }) => ({ id, sent: [], told: [] })));
  after = `&after=${encodeURIComponent(json.next)}`;
}
deals.length = SAVES;
for (const deal of deals) deal.version = (await call("GET", `/api/v1/opportunities/${deal.id}`, { cookie: admin })).json.version;

// Saves so many a second for a while; answers how long each took.
async function save(seconds, words) {
  const times = [];
  const under = [];
  const began = performance.now();
  for (let n = 0; n < seconds * SAVES; n += 1) {
    const due = began + (n * 1000) / SAVES;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((later) => setTimeout(later, wait));
    const deal = deals[n % SAVES];
    const sent = performance.now();
    deal.sent.push(sent);
    under.push(
      call("PATCH", `/api/v1/opportunities/${deal.id}`, { cookie: admin, body: { base: deal.version, next_step: `${words}, ${n}` } }).then(({ json }) => {
        deal.version = json.version;
        times.push(performance.now() - sent);
      }),
    );
  }
  await Promise.all(under);
  return times;
}

const rows = [];
const alone = await save(SECONDS, "Before");
rows.push(["save of one field, 100 a second, no stream, p99", "", `${within(alone, 99).toFixed(1)} ms`]);

// One more for the page.
const cookies = await people(Math.ceil((STREAMS + SLOW) / OF_A_PERSON) + 1);
const before = memory();
const heard = Array.from({ length: STREAMS }, () => []);
const open = [];
for (let n = 0; n < STREAMS; n += 1) {
  open.push(await listen(cookies[Math.floor(n / OF_A_PERSON)], "deals,numbers", (revisions, at) => revisions.deals && heard[n].push([revisions.deals, at])));
}
rows.push([`memory of each of ${STREAMS} streams`, "", `${((memory() - before) / STREAMS).toFixed(1)} KiB`]);
for (let n = 0; n < SLOW; n += 1) open.push(await listen(cookies.at(-2), "deals,numbers", null));
// Who is told of each deal by itself knows which revision each save had.
for (const part of [deals.slice(0, 50), deals.slice(50)]) {
  open.push(await listen(admin, part.map(({ id }) => `deal:${id}`).join(), (revisions) => {
    for (const deal of part) if (revisions[`deal:${deal.id}`]) deal.told.push(revisions[`deal:${deal.id}`]);
  }));
}

// One real page, whose deal is saved like the others.
const browser = await chromium.launch(launchOptions());
const context = await browser.newContext({ baseURL: server.address });
const [name, value] = cookies.at(-1).split("=");
await context.addCookies([{ name, value, url: server.address }]);
const page = await context.newPage();
await page.goto(`/deals/${deals[0].id}`);
await page.waitForFunction(() => document.documentElement.dataset.listening === "yes");
const seen = [];
await page.exposeFunction("saw", (text) => {
  const number = text.match(/Call them back, (\d+)/)?.[1];
  if (number !== undefined) seen.push([Number(number), performance.now()]);
});
await page.evaluate(() => {
  const look = () => window.saw([...document.querySelectorAll("#main input, #main textarea")].map((field) => field.value).join(" ") + document.querySelector("#main").innerText);
  new MutationObserver(look).observe(document.querySelector("#main"), { subtree: true, childList: true, characterData: true, attributes: true });
});

for (const deal of deals) [deal.sent, deal.told] = [[], []];
for (const stream of heard) stream.length = 0;
// In other words than before, so that the page cannot be taken for current by what it showed at first.
const together = await save(SECONDS, "Call them back");
await new Promise((later) => setTimeout(later, 2000));
rows.push([`the same with ${STREAMS} streams, ${SLOW} of them never read, p99`, "", `${within(together, 99).toFixed(1)} ms`]);

const delays = [];
for (const { sent, told } of deals) {
  if (told.length !== sent.length) continue;
  sent.forEach((at, n) => {
    for (const stream of heard) {
      const notice = stream.find(([revision]) => revision > told[n]);
      delays.push(notice ? notice[1] - at : Infinity);
    }
  });
}
rows.push([`from the click to the notice, p50 of ${delays.length}`, "", `${within(delays, 50).toFixed(0)} ms`]);
rows.push(["… p99", "≤ 250 ms", `${within(delays, 99).toFixed(0)} ms`]);
const shown = deals[0].sent.map((at, n) => {
  const found = seen.find(([number]) => number >= n * SAVES);
  return found ? found[1] - at : Infinity;
});
rows.push([`from the click to the page in Chromium, p50 of ${shown.length}`, "", `${within(shown, 50).toFixed(0)} ms`]);
rows.push(["… the longest", "≤ 500 ms", `${within(shown, 100).toFixed(0)} ms`]);

console.log("| figure | promised | |\n|---|---|---|");
for (const row of rows) console.log(`| ${row.join(" | ")} |`);
open.forEach((stream) => stream.destroy());
await browser.close();
await server.end();
