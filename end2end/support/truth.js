// Data that others have counted: a folder beside the project. Without it these tests are skipped, but not where everything
// has to pass.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "@playwright/test";
import { ROOT } from "./servers.js";

// The path of a data set, or the test ends here.
export function dataset(name) {
  const folder = resolve(process.env.MOTORE_DATA ?? join(ROOT, "../shared/data"), name);
  if (!existsSync(folder)) {
    if (process.env.CI) throw new Error(`${folder} is missing: name the folder of the data sets in MOTORE_DATA`);
    test.skip(true, `${folder} is missing`);
  }
  return folder;
}

// What is true of it: `truth(folder).row("close_quarter", "2017Q2").won`.
export function truth(folder) {
  const { scalars, tables } = JSON.parse(readFileSync(join(folder, "truth.json"), "utf8"));
  const row = (name, ...keys) => {
    const table = tables[name];
    const found = table.rows.find((row) => keys.every((key, at) => row[at] === key));
    if (!found) throw new Error(`${name} has no row ${keys.join(", ")}`);
    return Object.fromEntries(table.measures.map((measure, at) => [measure, found[table.keys.length + at]]));
  };
  return { scalars, row };
}
