// axe with every rule on, each page full, empty and in error, in both themes: no findings.
import AxeBuilder from "@axe-core/playwright";
import { expect, filled, open, test } from "../support/test.js";
import { OPEN, PAGES } from "../support/routes.js";

// Every rule axe has, also those it leaves off by default: contrast is 7 to 1.
async function findings(page) {
  const all = (await import("axe-core")).default.getRules();
  const rules = Object.fromEntries(all.map((rule) => [rule.ruleId, { enabled: true }]));
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ["violations"], rules }).analyze();
  return violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.slice(0, 3).map((node) => node.target.join(" ")).join("; ")})`);
}

const states = [
  ...PAGES.flatMap(({ name, full, empty, error }) => [
    full && { name: `${name} full`, as: "admin", path: full },
    empty && { name: `${name} empty`, as: "empty", path: empty },
    error && { name: `${name} in error`, as: "admin", path: error.path },
  ]),
  ...OPEN.map(({ name, full }) => ({ name, as: "nobody", path: full })),
].filter(Boolean);

for (const as of ["admin", "empty", "nobody"]) {
  test.describe(as, () => {
    test.use({ as });
    for (const state of states.filter((state) => state.as === as)) {
      test(`${state.name} has no findings`, async ({ page, request }) => {
        const path = await filled(state.path, request);
        for (const colorScheme of ["light", "dark"]) {
          await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          await open(page, path);
          expect(await findings(page), `${path} in ${colorScheme}`).toEqual([]);
        }
      });
    }
  });
}
