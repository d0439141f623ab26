// Makes echarts.min.js and its checksum from the npm packages that package-lock.json names: `npm ci && npm run build`.
// The result is committed, so that nobody needs Node to run the product.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
await build({
  entryPoints: ["echarts.js"],
  outfile: "echarts.min.js",
  bundle: true,
  minify: true,
  format: "iife",
  globalName: "echarts",
  target: "es2022",
  legalComments: "none",
  banner: { js: `/*! Apache ECharts ${version("echarts")} (Apache-2.0) with zrender ${version("zrender")} (BSD-3-Clause), tslib (0BSD) and parts of d3 (BSD-3-Clause): see /frontend/charts/NOTICE */` },
});
const checksum = createHash("sha256").update(readFileSync("echarts.min.js")).digest("hex");
writeFileSync("echarts.min.js.sha256", `${checksum}  echarts.min.js\n`);
console.log(checksum);
