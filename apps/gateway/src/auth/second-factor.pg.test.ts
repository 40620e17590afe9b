import { authenticators, sessions, staffRoles, users, verifications } from "@atlas/db/schema/identity";
import type { StaffRole } from "@atlas/core/actor";
import { outbox } from "@atlas/db/schema/messaging";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { startTestGateway, type TestGateway } from "../test-gateway.ts";
import { authenticatorCode } from "../testing/authenticator-code.ts";
import { ADDRESS_HEADER, outcome, StaffBrowser } from "../testing/staff-browser.ts";
import { openSignedInSocket } from "./signed-in-fixture.ts";

// A dozen passwords are compared in some of them.
vi.setConfig({ testTimeout: 60_000 });

const PASSWORD = "correct horse battery";
const STEP_MS = 30_000;
const enabledSchema = z.object({ uri: z.string(), secret: z.string(), backupCodes: z.array(z.string()) });

let atlas: TestGateway;
beforeAll(async () => {
  atlas = await startTestGateway({ clientIpHeader: ADDRESS_HEADER });
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

interface Operator {
  readonly userId: string;
  readonly email: string;
}

let made = 0;
async function operator(...roles: StaffRole[]): Promise<Operator> {
  const email = `operator-${(made += 1)}@example.test`;
  await atlas.openAccount("admin", { name: "Citra", email, password: PASSWORD });
  const [user] = await atlas.db.select().from(users).where(eq(users.email, email));
  const userId = user?.id ?? "";
  if (roles.length > 0) await atlas.db.insert(staffRoles).values(roles.map((role) => ({ userId, role })));
  return { userId, email };
}

async function signIn(
  email: string,
  url?: string,
): Promise<{ readonly browser: StaffBrowser; readonly response: Response }> {
  const browser = new StaffBrowser(url ?? atlas.url, atlas.origins.admin);
  const response = await browser.post("/sign-in/email", { email, password: PASSWORD });
  return { browser, response };
}

/** Of `steps` periods from now: each is good once. */
function codeOf(secret: string, steps = 0): string {
  return authenticatorCode(secret, new Date(atlas.gateway.services.clock().getTime() + steps * STEP_MS));
}

/** A code that is none now. */
function wrongCode(secret: string): string {
  const good = new Set([-2, -1, 0, 1, 2].map((steps) => codeOf(secret, steps)));
  return ["000000", "111111", "222222", "333333", "444444", "555555"].find((code) => !good.has(code)) ?? "";
}

interface Enrolled extends Operator, z.infer<typeof enabledSchema> {
  readonly browser: StaffBrowser;
  /** The code that proved the app. */
  readonly given: string;
}

async function enrolled(...roles: StaffRole[]): Promise<Enrolled> {
  const person = await operator(...roles);
  const { browser } = await signIn(person.email);
  const shown = enabledSchema.parse(await (await browser.post("/two-factor/enable", { password: PASSWORD })).json());
  const given = codeOf(shown.secret, -1);
  expect(await outcome(browser.post("/two-factor/verify-totp", { code: given }))).toBe(200);
  return { ...person, ...shown, browser, given };
}

describe("an operator of finance or an owner", () => {
  test.each(["finance", "owner"] as const)("%s without a second factor reaches its enrolment only", async (role) => {
    const { email } = await operator(role);
    const { browser, response } = await signIn(email);
    expect(response.status).toBe(200);
    expect(await browser.me()).toBe("SECOND_FACTOR_REQUIRED");
    expect(await outcome(browser.call("GET", "/admin/staff"))).toBe("SECOND_FACTOR_REQUIRED");
    const password = { currentPassword: PASSWORD, newPassword: "a longer horse battery" };
    expect(await outcome(browser.post("/change-password", password))).toBe("SECOND_FACTOR_REQUIRED");
    const state = await (await browser.call("GET", "/auth/admin/second-factor")).json();
    expect(state).toEqual({
      hasAuthenticator: false,
      backupCodes: 0,
      passkeys: [],
      isNeeded: true,
      isWaived: false,
      isLacking: true,
    });
  });

  test("has no socket either", async () => {
    const { email } = await operator("owner");
    const client = await fetch(`${atlas.url}/auth/admin/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password: PASSWORD }),
    });
    const { token } = z.object({ token: z.string() }).parse(await client.json());
    const me = await fetch(`${atlas.url}/trpc/account.me`, { headers: { authorization: `Bearer ${token}` } });
    expect(me.status).toBe(403);
    const { closed } = await openSignedInSocket(atlas.gateway, token);
    expect(await closed).toBeGreaterThan(0);
  });

  test("goes on at once with an authenticator app, on this browser alone", async () => {
    const { userId, email } = await operator("owner");
    const [here, there] = [await signIn(email), await signIn(email)];
    const shown = enabledSchema.parse(
      await (await here.browser.post("/two-factor/enable", { password: PASSWORD })).json(),
    );
    expect(shown.uri).toContain("otpauth://totp/Atlas:");
    expect(await here.browser.me()).toBe("SECOND_FACTOR_REQUIRED");
    expect(await outcome(here.browser.post("/two-factor/verify-totp", { code: wrongCode(shown.secret) }))).toBe(
      "WRONG_CODE",
    );
    expect(await outcome(here.browser.post("/two-factor/verify-totp", { code: codeOf(shown.secret) }))).toBe(200);
    expect([await here.browser.me(), await there.browser.me()]).toEqual([200, "UNAUTHENTICATED"]);
    const mails = await atlas.db.select().from(outbox).where(eq(outbox.job, "send-mail"));
    expect(mails.map(({ payload }) => payload)).toContainEqual(
      expect.objectContaining({ template: "second-factor-changed", userId, change: "authenticator-added" }),
    );
    const acts = await atlas.db.execute(sql`
      SELECT details FROM ledger.audit_log WHERE action = 'change-second-factor' AND subject_id = ${userId}`);
    expect([...acts]).toEqual([{ details: { change: "authenticator-added" } }]);
  });

  test("others need none, and an account of the demo none while there is one", async () => {
    const viewer = await operator("viewer");
    expect(await (await signIn(viewer.email)).browser.me()).toBe(200);
    const owner = await operator("owner");
    await atlas.db.update(users).set({ isDemo: true }).where(eq(users.id, owner.userId));
    const { browser } = await signIn(owner.email);
    expect(await browser.me()).toBe(200);
    const state = await (await browser.call("GET", "/auth/admin/second-factor")).json();
    expect(state).toMatchObject({ isNeeded: true, isWaived: true, isLacking: false });
  });
});

describe("a sign-in of an operator with an authenticator app", () => {
  test("asks for its code, and opens nothing before", async () => {
    const { email, secret, userId } = await enrolled("viewer");
    const before = await atlas.db.$count(sessions, eq(sessions.userId, userId));
    const { browser, response } = await signIn(email);
    expect(await response.json()).toEqual({ twoFactorRedirect: true, twoFactorMethods: ["totp"] });
    expect(await atlas.db.$count(sessions, eq(sessions.userId, userId))).toBe(before);
    expect(await browser.me()).toBe("UNAUTHENTICATED");
    const given = await browser.post("/two-factor/verify-totp", { code: ` ${codeOf(secret).replace(/^.../, "$& ")}` });
    expect(given.status).toBe(200);
    expect(z.record(z.string(), z.unknown()).parse(await given.json())).not.toHaveProperty("token");
    expect(await browser.me()).toBe(200);
  });

  test("takes each code once", async () => {
    const { email, secret } = await enrolled("viewer");
    const [one, two] = [await signIn(email), await signIn(email)];
    const code = codeOf(secret);
    expect(await outcome(one.browser.post("/two-factor/verify-totp", { code }))).toBe(200);
    expect(await outcome(two.browser.post("/two-factor/verify-totp", { code }))).toBe("WRONG_CODE");
    expect(await two.browser.me()).toBe("UNAUTHENTICATED");
  });

  test("takes no code of two minutes ago, nor of two minutes from now", async () => {
    const { email, secret } = await enrolled("viewer");
    const { browser } = await signIn(email);
    for (const steps of [-4, 4]) {
      const response = browser.post("/two-factor/verify-totp", { code: codeOf(secret, steps) });
      expect(await outcome(response)).toBe("WRONG_CODE");
    }
  });

  test("takes each backup code once, however it is typed; the database has hashes of them and no secret", async () => {
    const { email, secret, userId, backupCodes } = await enrolled("viewer");
    expect(backupCodes).toHaveLength(10);
    expect(new Set(backupCodes).size).toBe(10);
    const [code = ""] = backupCodes;
    const [row] = await atlas.db.select().from(authenticators).where(eq(authenticators.userId, userId));
    const kept = JSON.stringify(row);
    expect(kept).not.toContain(code);
    expect(kept).not.toContain(secret);
    const hash = z.array(z.string()).parse(JSON.parse(row?.backupCodes ?? ""))[0] ?? "";
    const give = async (typed: string): Promise<string | number> =>
      outcome((await signIn(email)).browser.post("/two-factor/verify-backup-code", { code: typed }));
    expect(await give(hash)).toBe("WRONG_CODE");
    expect(await give(code.toUpperCase().replaceAll("-", " "))).toBe(200);
    expect(await give(code)).toBe("WRONG_CODE");
    const { browser } = await signIn(email);
    await browser.post("/two-factor/verify-totp", { code: codeOf(secret) });
    expect(await (await browser.call("GET", "/auth/admin/second-factor")).json()).toMatchObject({ backupCodes: 9 });
  });

  test("ends after five wrong codes, and after ten the account takes none for a while, of who knows the password", async () => {
    const { email, secret } = await enrolled("viewer");
    const wrong = wrongCode(secret);
    const guess = async (browser: StaffBrowser, code: string): Promise<string | number> =>
      outcome(browser.post("/two-factor/verify-totp", { code }));
    const first = await signIn(email);
    for (let tried = 0; tried < 5; tried += 1) expect(await guess(first.browser, wrong)).toBe("WRONG_CODE");
    expect(await guess(first.browser, codeOf(secret))).toBe("SIGN_IN_EXPIRED");
    const second = await signIn(email);
    for (let tried = 0; tried < 5; tried += 1) expect(await guess(second.browser, wrong)).toBe("WRONG_CODE");
    const third = await signIn(email);
    expect(await guess(third.browser, codeOf(secret))).toBe("RATE_LIMITED");
    const stranger = new StaffBrowser(atlas.url, atlas.origins.admin);
    expect(await guess(stranger, codeOf(secret))).toBe("SIGN_IN_EXPIRED");
  });

  test("that waits for its code ends with a new password", async () => {
    const { email, secret, userId, browser: signedIn } = await enrolled("viewer");
    const { browser } = await signIn(email);
    const change = { currentPassword: PASSWORD, newPassword: "a longer horse battery" };
    expect(await outcome(signedIn.post("/change-password", change))).toBe(200);
    expect(await atlas.db.$count(verifications, eq(verifications.value, userId))).toBe(0);
    expect(await outcome(browser.post("/two-factor/verify-totp", { code: codeOf(secret) }))).toBe("SIGN_IN_EXPIRED");
  });
});

describe("who is signed in", () => {
  test("removes the app with the password and a code, and needs another where a role asks for one", async () => {
    const { browser, secret, given } = await enrolled("owner");
    const remove = async (body: object): Promise<string | number> => outcome(browser.post("/two-factor/disable", body));
    expect(await remove({ password: PASSWORD })).toBe("INVALID_INPUT");
    expect(await remove({ password: "a guess", code: codeOf(secret) })).toBe("WRONG_PASSWORD");
    expect(await remove({ password: PASSWORD, code: wrongCode(secret) })).toBe("WRONG_CODE");
    expect(await remove({ password: PASSWORD, code: given })).toBe("WRONG_CODE");
    expect(await remove({ password: PASSWORD, code: codeOf(secret) })).toBe(200);
    expect(await browser.me()).toBe("SECOND_FACTOR_REQUIRED");
    expect(await outcome(browser.post("/two-factor/enable", { password: PASSWORD }))).toBe(200);
  });

  test("has a second app refused, and new backup codes take the place of the former", async () => {
    const { browser, email, secret, backupCodes } = await enrolled("owner");
    expect(await outcome(browser.post("/two-factor/enable", { password: PASSWORD }))).toBe("SECOND_FACTOR_EXISTS");
    const renewed = await browser.post("/two-factor/generate-backup-codes", {
      password: PASSWORD,
      code: codeOf(secret),
    });
    const { backupCodes: codes } = enabledSchema.pick({ backupCodes: true }).parse(await renewed.json());
    const give = async (code = ""): Promise<string | number> =>
      outcome((await signIn(email)).browser.post("/two-factor/verify-backup-code", { code }));
    expect(await give(backupCodes[0])).toBe("WRONG_CODE");
    expect(await give(codes[0])).toBe(200);
  });

  test("has ten guesses in a quarter of an hour", async () => {
    const { browser, secret } = await enrolled("owner");
    const body = { password: PASSWORD, code: wrongCode(secret) };
    for (let tried = 0; tried < 10; tried += 1)
      expect(await outcome(browser.post("/two-factor/disable", body))).toBe("WRONG_CODE");
    expect(await outcome(browser.post("/two-factor/disable", { password: PASSWORD, code: codeOf(secret) }))).toBe(
      "RATE_LIMITED",
    );
  });

  test("by the password alone sets nothing up where there is an app: one of before it was set up", async () => {
    const { userId, browser } = await enrolled("viewer");
    await atlas.db.update(sessions).set({ secondFactor: null }).where(eq(sessions.userId, userId));
    const later = await atlas.addGateway();
    const old = new StaffBrowser(later.url, atlas.origins.admin);
    for (const [name, value] of browser.cookies) old.cookies.set(name, value);
    expect(await old.me()).toBe("SECOND_FACTOR_REQUIRED");
    expect(await outcome(old.post("/two-factor/enable", { password: PASSWORD }))).toBe("SECOND_FACTOR_REQUIRED");
  });
});

test("riders and drivers set up none", async () => {
  const rider = await atlas.createUser("rider");
  const response = await fetch(`${atlas.url}/auth/admin/two-factor/enable`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${rider.token}` },
    body: JSON.stringify({ password: PASSWORD }),
  });
  expect(await outcome(Promise.resolve(response))).toBe("UNAUTHENTICATED");
});

test("an app that was set up under the former secret works while both count, and afterwards once it was used", async () => {
  const { email, secret } = await enrolled("viewer");
  const [authSecret, formerAuthSecret] = [
    "the secret that takes its place, 32+ letters too",
    "a secret that only this test knows, 32+ letters",
  ];
  const during = await atlas.addGateway({ authSecret, formerAuthSecret });
  const give = async (url: string, code: string): Promise<string | number> =>
    outcome((await signIn(email, url)).browser.post("/two-factor/verify-totp", { code }));
  expect(await give(during.url, codeOf(secret))).toBe(200);
  const after = await atlas.addGateway({ authSecret });
  expect(await give(after.url, codeOf(secret, 1))).toBe(200);
});
