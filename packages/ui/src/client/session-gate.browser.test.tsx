import { afterEach, expect, test, vi } from "vitest";
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

const NAME = "atlas-driver-u1";

/** As the apps keep something of the person; what is not ours stays whatever happens. */
async function keepSomething(): Promise<void> {
  localStorage.setItem("atlas-driver-trip-u1", "{}");
  sessionStorage.setItem("atlas-ended-order", "o1");
  localStorage.setItem("somebody-elses", "1");
  const { promise, resolve } = Promise.withResolvers<IDBDatabase>();
  const request = indexedDB.open(NAME);
  request.onsuccess = () => resolve(request.result);
  const database = await promise;
  database.onversionchange = () => database.close();
}

async function kept(): Promise<string[]> {
  const databases = await indexedDB.databases();
  const names = [
    ...Object.keys(localStorage),
    ...Object.keys(sessionStorage),
    ...databases.map(({ name }) => name ?? ""),
  ];
  return names.filter((name) => name.startsWith("atlas-")).toSorted();
}

afterEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  indexedDB.deleteDatabase(NAME);
});

test("with the session goes what the browser keeps of the person, and nothing else", async () => {
  await keepSomething();
  await show(() => Response.json(null));
  await expect.element(signIn).toBeVisible();
  await vi.waitFor(async () => expect(await kept()).toEqual([]));
  expect(localStorage.getItem("somebody-elses")).toBe("1");
});

test.each([
  ["they are signed in", () => Response.json(SIGNED_IN), inside],
  ["Atlas is busy", () => Response.json({}, { status: 429 }), page.getByText(uiEn.auth.unreachableHint)],
  ["Atlas is broken", () => Response.json({}, { status: 500 }), page.getByText(uiEn.auth.unreachableHint)],
])("it stays while %s", async (_name, gateway, shown) => {
  await keepSomething();
  await show(gateway);
  await expect.element(shown).toBeVisible();
  expect(await kept()).toEqual(["atlas-driver-trip-u1", NAME, "atlas-ended-order"]);
});
