import { defineConfig } from "@playwright/test";
import { launchOptions } from "./support/chromium.js";

export default defineConfig({
  testDir: "tests",
  globalSetup: "./support/setup.js",
  // Two servers and two cores: more at once would only wait for each other.
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  reporter: process.env.CI ? [["list"]] : [["list"], ["html", { open: "never" }]],
  outputDir: "test-results",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // The worker would stand between the tests and the network they look at: those of it allow it.
  use: { launchOptions: launchOptions(), locale: "en-GB", timezoneId: "Europe/Rome", serviceWorkers: "block", trace: "retain-on-failure" },
  projects: [
    { name: "tests", testIgnore: "shots.spec.js" },
    // Pictures for people to look at: `npm run shots`.
    ...(process.env.SHOTS ? [{ name: "shots", testMatch: "shots.spec.js" }] : []),
  ],
});
