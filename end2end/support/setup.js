// Before all tests: the servers, and a session for each role.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { start } from "./servers.js";
import { PASSWORD, PEOPLE, session } from "./people.js";

export default async function setUp() {
  const [demo, empty] = await Promise.all([
    start({ serve: ["--demo-if-empty", "--demo-opportunities", "2000"] }),
    start({
      prepare: [["setup", "--company", "Empty Ltd", "--currency", "EUR", "--time-zone", "Europe/Rome", "--fiscal-start", "2", "--fiscal-pattern", "months"]],
      serve: ["--admin", "admin@empty.example"],
    }),
  ]);
  process.env.DEMO = demo.address;
  process.env.EMPTY = empty.address;
  mkdirSync("test-results/sessions", { recursive: true });
  for (const [role, email] of Object.entries(PEOPLE)) {
    await keep(role, demo.address, await signIn(demo.address, "/api/v1/session", { email, password: PASSWORD }));
  }
  process.env.IMPORT_ASKED = await upload(demo.address, "deals.csv", DEALS);
  process.env.IMPORT_CHECKED = await upload(demo.address, "people.csv", PEOPLE_FILE, true);
  // The administrator of the empty company comes in by the one-time link that the server printed.
  const token = empty.said().match(/token=(\S+)/)?.[1];
  if (!token) throw new Error(`the empty server printed no one-time link: ${empty.said()}`);
  await keep("empty", empty.address, await signIn(empty.address, "/api/v1/invitation", { token, password: PASSWORD }));

  return () => Promise.all([demo.end(), empty.end()]);
}

// Dates that can be read in two ways, and a stage that could be anything.
const DEALS = "Opportunity ID,Opportunity Name,Stage,Amount,Close Date,Created Date\n" + "A1,Press line,Somewhere,1200,03/04/2026,01/02/2026\nA2,Spare parts,Closed Won,500,05/06/2026,02/03/2026\n";
// One of them has no name.
const PEOPLE_FILE = "Name,Email,Manager,Team\nNora Vidal,nora@demo.example,Olga Marin,North\n,none@demo.example,Olga Marin,North\n" + "Otto Hein,otto@demo.example,Nobody There,North\n";

// Uploads a file as the demo company's administrator and answers with the import's id.
async function upload(address, name, text, check = false) {
  const form = new FormData();
  form.append("files", new Blob([text], { type: "text/csv" }), name);
  const { id } = await call(address, "/api/v1/imports", { method: "POST", body: form });
  for (let { status } = check ? await call(address, `/api/v1/imports/${id}/check`, { method: "POST" }) : {}; status === "checking"; ) {
    await new Promise((later) => setTimeout(later, 100));
    ({ status } = await call(address, `/api/v1/imports/${id}/progress`, {}));
  }
  return id;
}

async function call(address, path, request) {
  const { cookies } = JSON.parse(readFileSync(session("admin"), "utf8"));
  const headers = { cookie: `${cookies[0].name}=${cookies[0].value}` };
  const answer = await fetch(address + path, { ...request, headers });
  if (!answer.ok) throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

async function signIn(address, path, body) {
  const answer = await fetch(address + path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`);
  const cookie = answer.headers.getSetCookie().find((cookie) => cookie.startsWith("motore_session="));
  return cookie.split(";")[0].slice("motore_session=".length);
}

async function keep(role, address, value) {
  const cookie = { name: "motore_session", value, domain: new URL(address).hostname, path: "/", expires: -1, httpOnly: true, secure: false, sameSite: "Lax" };
  writeFileSync(session(role), JSON.stringify({ cookies: [cookie], origins: [] }));
}
