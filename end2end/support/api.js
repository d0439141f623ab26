// The API, as somebody of the demo company.
import { readFileSync } from "node:fs";
import { session } from "./people.js";

// Answers with status and body, whatever they are.
export async function send(role, path, { method = "GET", body, headers } = {}) {
  const { cookies } = JSON.parse(readFileSync(session(role), "utf8"));
  const all = { cookie: `${cookies[0].name}=${cookies[0].value}`, "content-type": "application/json", ...headers };
  const answer = await fetch(`${process.env.DEMO}${path}`, { method, headers: all, body: body && JSON.stringify(body) });
  const text = await answer.text();
  return { status: answer.status, body: text ? JSON.parse(text) : {} };
}

// Answers with the body; everything but success is a fault of the test.
export async function call(role, path, request) {
  const { status, body } = await send(role, `/api/v1${path}`, request);
  if (status >= 300) throw new Error(`${request?.method ?? "GET"} ${path}: ${status} ${JSON.stringify(body)}`);
  return body;
}

// What a new deal of the rep's says besides its name: the same as another open one of theirs, so that no gate asks for more.
export async function like() {
  const { items } = await call("rep", "/opportunities?kind=open&where=owner:me");
  for (const { id } of items) {
    const { state } = await call("rep", `/opportunities/${id}`);
    if (state.account && state.lines[0]?.product) return { ...state, stage: await firstStage(), category: null, next_step: null, next_step_day: null, region: null };
  }
  throw new Error("the rep has no deal to take after");
}

// The stage in which new deals are made here.
const firstStage = async () => (await call("rep", "/workspace")).workspace.processes[0].stages[0].id;

// New deals of the rep's that no other test knows.
export async function deals(...names) {
  const body = await like();
  return Promise.all(names.map((name) => call("rep", "/opportunities", { method: "POST", body: { ...body, name } })));
}
