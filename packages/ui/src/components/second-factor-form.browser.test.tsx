import { expect, test } from "vitest";
import { page } from "vitest/browser";

import { SessionGate } from "../client/session-gate.tsx";
import { uiEn } from "../messages/en.ts";
import { type Gateway, renderOnPage } from "../testing/atlas-page.tsx";
import { SignInForm } from "./sign-in-form.tsx";

const SIGNED_IN = {
  session: { id: "s1", userId: "u1", expiresAt: "2030-01-01T00:00:00Z" },
  user: { id: "u1", name: "Ratna", email: "ratna@example.test" },
};
const words = uiEn.auth.secondFactor;
const code = page.getByLabelText(words.code, { exact: true });
const submit = page.getByRole("button", { name: words.act });

/** A gateway that asks for a code after the password, and what it was given. */
function askingForCode(right: string): { readonly gateway: Gateway; readonly given: string[] } {
  const given: string[] = [];
  let isSignedIn = false;
  const gateway: Gateway = async (pathname, request) => {
    if (pathname.endsWith("/sign-in/email")) return Response.json({ twoFactorRedirect: true });
    if (pathname.includes("/two-factor/verify-")) {
      const body: unknown = await request.json();
      const typed = typeof body === "object" && body !== null ? String(Reflect.get(body, "code")) : "";
      given.push(`${pathname.slice(pathname.lastIndexOf("/") + 1)} ${typed}`);
      isSignedIn = typed === right;
      if (!isSignedIn) return Response.json({ error: { code: "WRONG_CODE", message: "" } }, { status: 403 });
    }
    return Response.json(isSignedIn ? SIGNED_IN : null);
  };
  return { gateway, given };
}

async function giveThePassword(gateway: Gateway): Promise<void> {
  await renderOnPage(
    <SessionGate signedOut={<SignInForm />}>
      <p>Live map</p>
    </SessionGate>,
    { gateway },
  );
  await page.getByLabelText(uiEn.auth.email).fill("ratna@example.test");
  await page.getByLabelText(uiEn.auth.password, { exact: true }).fill("balances-by-night-1");
  await page.getByRole("button", { name: uiEn.auth.signIn, exact: true }).click();
}

test("after the password the code is asked for; a wrong one is said, the right one lets in", async () => {
  const { gateway, given } = askingForCode("123456");
  await giveThePassword(gateway);
  await code.fill("000000");
  await submit.click();
  await expect.element(page.getByRole("alert")).toHaveTextContent(uiEn.errors.WRONG_CODE);
  await expect.element(code).toHaveValue("");
  await code.fill("123456");
  await submit.click();
  await expect.element(page.getByText("Live map")).toBeVisible();
  expect(given).toEqual(["verify-totp 000000", "verify-totp 123456"]);
});

test("a backup code takes its place, and the password can be given once more", async () => {
  const { gateway, given } = askingForCode("abcd-efgh");
  await giveThePassword(gateway);
  await page.getByRole("button", { name: words.back }).click();
  await expect.element(page.getByLabelText(uiEn.auth.email)).toBeVisible();
  await giveAgain();
  await page.getByRole("button", { name: words.useBackup }).click();
  await page.getByLabelText(words.backupCode).fill("abcd-efgh");
  await submit.click();
  await expect.element(page.getByText("Live map")).toBeVisible();
  expect(given).toEqual(["verify-backup-code abcd-efgh"]);
});

async function giveAgain(): Promise<void> {
  await page.getByLabelText(uiEn.auth.email).fill("ratna@example.test");
  await page.getByLabelText(uiEn.auth.password, { exact: true }).fill("balances-by-night-1");
  await page.getByRole("button", { name: uiEn.auth.signIn, exact: true }).click();
}
