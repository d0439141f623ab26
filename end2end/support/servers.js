// Starts the real server: once with a small demo company, once with nothing in it.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../..");
const TARGET = process.env.CARGO_TARGET_DIR ?? join(ROOT, "target");
const MOTORE = process.env.MOTORE ?? join(TARGET, "debug/motore");
const SITE = join(TARGET, "site");

// Starts a server on a free port. Answers its address, what it said, and how to end it.
export async function start({ prepare = [], serve = [] }) {
  if (!existsSync(MOTORE)) throw new Error(`${MOTORE} is missing: cargo build --package server`);
  if (!existsSync(join(SITE, "manifest.json"))) throw new Error(`${SITE} is missing: cargo run --package builder`);
  const folder = mkdtempSync(join(tmpdir(), "motore-end2end-"));
  const database = `sqlite:${join(folder, "motore.db")}`;
  const place = ["--database", database, "--data", join(folder, "data")];
  for (const [command, ...args] of prepare) execFileSync(MOTORE, [command, ...place, ...args], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });

  const server = spawn(MOTORE, ["serve", ...place, "--site", SITE, "--listen", "127.0.0.1:0", ...serve], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, MOTORE_LOG: "warn" },
  });
  let said = "";
  let complained = "";
  server.stderr.on("data", (text) => (complained += text));
  const address = await new Promise((started, failed) => {
    server.stdout.on("data", (text) => {
      said += text;
      const found = said.match(/runs at (http:\/\/\S+)/);
      if (found) started(found[1]);
    });
    server.on("exit", (code) => failed(new Error(`the server ended with ${code}: ${complained}`)));
  });
  await healthy(address);
  const end = async () => {
    server.removeAllListeners("exit");
    const ended = new Promise((done) => server.on("exit", done));
    server.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return { address, pid: server.pid, said: () => said, end };
}

async function healthy(address) {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(`${address}/health`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error(`${address}/health does not answer`);
}
