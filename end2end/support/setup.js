// Before all tests: the servers, and a session for each role.
import { mkdirSync, writeFileSync } from "node:fs";
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
  // The administrator of the empty company comes in by the one-time link that the server printed.
  const token = empty.said().match(/token=(\S+)/)?.[1];
  if (!token) throw new Error(`the empty server printed no one-time link: ${empty.said()}`);
  await keep("empty", empty.address, await signIn(empty.address, "/api/v1/invitation", { token, password: PASSWORD }));

  return () => Promise.all([demo.end(), empty.end()]);
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
