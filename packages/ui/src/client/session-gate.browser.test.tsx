import { expect, test } from "vitest";
import { page } from "vitest/browser";

import { uiEn } from "../messages/en.ts";
import { uiId } from "../messages/id.ts";
import { type Gateway, renderOnPage } from "../testing/atlas-page.tsx";
import { SessionGate } from "./session-gate.tsx";

const SIGNED_IN = {
  session: { id: "s1", userId: "u1", expiresAt: "2030-01-01T00:00:00Z" },
  user: { id: "u1", name: "Siti", email: "siti@example.test" },
};
const inside = page.getByText("Your trips");
const signIn = page.getByText("Sign in first");

async function show(gateway: Gateway, locale: "en" | "id" = "en"): Promise<void> {
  await renderOnPage(
    <SessionGate signedOut={<p>Sign in first</p>}>
      <p>Your trips</p>
    </SessionGate>,
    { gateway, locale },
  );
}

test("while it is finding out it says so, and shows neither page", async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  await show(() => promise);
  await expect.element(page.getByRole("status", { name: uiEn.auth.checking })).toBeVisible();
  expect([inside.query(), signIn.query()]).toEqual([null, null]);
  resolve(Response.json(SIGNED_IN));
  await expect.element(inside).toBeVisible();
  expect(signIn.query()).toBeNull();
});

test.each([
  ["nobody is signed in", () => Response.json(null)],
  ["the session is refused", () => Response.json({ code: "UNAUTHENTICATED" }, { status: 401 })],
])("where %s, the sign-in is shown and nothing of the page", async (_name, gateway) => {
  await show(gateway);
  await expect.element(signIn).toBeVisible();
  expect(inside.query()).toBeNull();
});

test.each(["en", "id"] as const)(
  "a gateway that cannot be reached is no sign-out: it says so in %s, and another try goes on",
  async (locale) => {
    let isReachable = false;
    await show(() => {
      if (!isReachable) throw new TypeError("Failed to fetch");
      return Response.json(SIGNED_IN);
    }, locale);
    const words = locale === "en" ? uiEn : uiId;
    await expect.element(page.getByText(words.auth.unreachableHint)).toBeVisible();
    expect([inside.query(), signIn.query()]).toEqual([null, null]);
    isReachable = true;
    await page.getByRole("button", { name: words.retry }).click();
    await expect.element(inside).toBeVisible();
  },
);
