// Pictures of every page at three widths in both themes, for people to look at: test-results/shots.
import { filled, open, quiet, test } from "../support/test.js";
import { OPEN, PAGES } from "../support/routes.js";

const WIDTHS = [
  { width: 390, height: 844 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
];

async function shoot(page, name, path) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const viewport of WIDTHS) {
      await page.setViewportSize(viewport);
      await open(page, path);
      await quiet(page);
      await page.screenshot({ path: `test-results/shots/${name.replaceAll(" ", "-")}-${viewport.width}-${colorScheme}.png`, fullPage: true });
    }
  }
}

test.describe("full and in error", () => {
  test.use({ as: "admin" });
  for (const { name, full, error } of PAGES) {
    if (full) test(name, async ({ page, request }) => shoot(page, name, await filled(full, request)));
    if (error) test(`${name} in error`, async ({ page, request }) => shoot(page, `${name} error`, await filled(error.path, request)));
  }
});
test.describe("empty", () => {
  test.use({ as: "empty" });
  for (const { name, empty } of PAGES) if (empty) test(name, ({ page }) => shoot(page, `${name} empty`, empty));
});
test.describe("for anyone", () => {
  test.use({ as: "nobody" });
  for (const { name, full } of OPEN) test(name, ({ page }) => shoot(page, name, full));
});
