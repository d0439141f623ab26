// Coming in: with a password, with a wrong one, and by an invitation.
import { PASSWORD, PEOPLE } from "../support/people.js";
import { expect, open, test } from "../support/test.js";

test.describe("with a password", () => {
  test.use({ as: "nobody" });

  const fill = async (page, password) => {
    await page.getByLabel("Mail address").fill(PEOPLE.exec);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
  };

  test("one comes to where one wanted to go", async ({ page }) => {
    await page.goto("/pipeline?weeks=26");
    await fill(page, PASSWORD);
    await expect(page).toHaveURL(/\/pipeline\?weeks=26$/);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Pipeline through time");
  });

  test("with a wrong one one is told so, and can try again", async ({ page }) => {
    await page.goto("/sign-in?next=/deals");
    await fill(page, "not the password");
    await expect(page.getByRole("alert")).toContainText("do not belong together");
    await fill(page, PASSWORD);
    await expect(page).toHaveURL(/\/deals$/);
  });
});

test.describe("by an invitation", () => {
  test.use({ as: "admin" });

  test("the link is shown once, sets a password, and access can be taken away", async ({ page, browser, baseURL }) => {
    // Early in the alphabet, so that the list shows it on its first page.
    const email = `aa.nina.${Date.now()}@demo.example`;
    await open(page, "/users");
    await page.getByLabel("Mail address").fill(email);
    await page.getByLabel("Name", { exact: true }).fill("Nina Neri");
    await page.getByLabel("Role", { exact: true }).first().selectOption({ label: "Rep" });
    await page.getByRole("button", { name: "Make a one-time link" }).click();
    const link = await page.getByLabel("One-time link", { exact: true }).inputValue();
    expect(link).toContain("/welcome?token=");

    const guest = await browser.newContext({ baseURL, storageState: { cookies: [], origins: [] }, locale: "en-GB" });
    const theirs = await guest.newPage();
    await theirs.goto(link);
    await theirs.getByLabel("New password").fill("a long password");
    await theirs.getByRole("button", { name: "Set password and sign in" }).click();
    await expect(theirs, "a rep begins with what is theirs").toHaveURL(/\/mine$/);
    await theirs.goto("/users");
    await expect(theirs.getByText("Your role does not include this.")).toBeVisible();

    await open(page, "/users");
    await page.getByRole("row", { name: email }).getByRole("button", { name: "Change the access of Nina Neri" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Disable access" }).click();
    await expect(page.getByRole("status").filter({ hasText: "Access is disabled" })).toBeVisible();
    await expect(page.getByRole("row", { name: email })).toContainText("Disabled");
    await theirs.goto("/deals");
    await expect(theirs).toHaveURL(/\/sign-in/);
    await guest.close();
  });
});
