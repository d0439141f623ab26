// The Chromium that is on this machine, and how it is started.
import { execFileSync } from "node:child_process";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

export function chromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of NAMES) {
    try {
      return execFileSync("/bin/sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
    } catch {
      // Not this one.
    }
  }
  throw new Error("No Chromium found. Install it (Debian: apt-get install chromium), or name it: CHROMIUM=/path/to/it");
}

// The browser asks nobody for anything but what is tested.
export const FLAGS = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic"];

export const asRoot = () => process.getuid?.() === 0;

export const launchOptions = () => ({ executablePath: chromium(), chromiumSandbox: !asRoot(), args: FLAGS });
