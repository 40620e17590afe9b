import type { StaffRole } from "@atlas/core/actor";
import { passkeys, sessions, staffRoles, users } from "@atlas/db/schema/identity";
import { outbox } from "@atlas/db/schema/messaging";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { startTestGateway, type TestGateway } from "../test-gateway.ts";
import { SoftwarePasskey } from "../testing/software-passkey.ts";
import { ADDRESS_HEADER, outcome, StaffBrowser } from "../testing/staff-browser.ts";

// Several passwords are compared in each.
vi.setConfig({ testTimeout: 60_000 });

const PASSWORD = "correct horse battery";
const RP_ID = "localhost";
const optionsSchema = z.object({ challenge: z.string() });

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
  readonly browser: StaffBrowser;
}

let made = 0;
/** Signed in by the password. */
async function operator(...roles: StaffRole[]): Promise<Operator> {
  const email = `keyholder-${(made += 1)}@example.test`;
  await atlas.openAccount("admin", { name: "Citra", email, password: PASSWORD });
  const [user] = await atlas.db.select().from(users).where(eq(users.email, email));
  const userId = user?.id ?? "";
  if (roles.length > 0) await atlas.db.insert(staffRoles).values(roles.map((role) => ({ userId, role })));
  return { userId, email, browser: await signedIn(email) };
}

async function signedIn(email: string): Promise<StaffBrowser> {
  const browser = newBrowser();
  expect((await browser.post("/sign-in/email", { email, password: PASSWORD })).status).toBe(200);
  return browser;
}

function newBrowser(): StaffBrowser {
  return new StaffBrowser(atlas.url, atlas.origins.admin);
}

interface Ways {
  readonly isVerified?: boolean;
  readonly origin?: string;
  readonly rpId?: string;
}

/** The challenge of a ceremony, as the page of the admin app gets it. */
async function ceremony(browser: StaffBrowser, kind: "register" | "authenticate", ways: Ways = {}) {
  const asked = await browser.post(
    `/passkey/generate-${kind}-options`,
    kind === "register" ? { password: PASSWORD } : {},
  );
  const { challenge } = optionsSchema.parse(await asked.json());
  return { challenge, origin: atlas.origins.admin, rpId: RP_ID, ...ways };
}

async function register(browser: StaffBrowser, key: SoftwarePasskey, ways: Ways = {}): Promise<string | number> {
  const response = key.make(await ceremony(browser, "register", ways));
  return await outcome(browser.post("/passkey/verify-registration", { response, name: "Laptop" }));
}

async function signIn(browser: StaffBrowser, key: SoftwarePasskey, ways: Ways = {}): Promise<string | number> {
  const response = key.sign(await ceremony(browser, "authenticate", ways));
  return await outcome(browser.post("/passkey/verify-authentication", { response }));
}

async function keysOf({ userId }: Operator): Promise<number> {
  return await atlas.db.$count(passkeys, eq(passkeys.userId, userId));
}

test("an owner who registers a passkey goes on at once, and signs in with it alone from then on", async () => {
  const owner = await operator("owner");
  expect(await owner.browser.me()).toBe("SECOND_FACTOR_REQUIRED");
  const key = new SoftwarePasskey();
  expect(await register(owner.browser, key)).toBe(200);
  expect(await owner.browser.me()).toBe(200);
  const other = newBrowser();
  expect(await signIn(other, key)).toBe(200);
  expect(await other.me()).toBe(200);
  const acts = await atlas.db.execute(sql`
    SELECT action FROM ledger.audit_log WHERE subject_id = ${owner.userId} ORDER BY id`);
  expect([...acts].map(({ action }) => action)).toEqual(["sign-in", "change-second-factor", "sign-in"]);
  const mails = await atlas.db.select().from(outbox).where(eq(outbox.job, "send-mail"));
  expect(mails.map(({ payload }) => payload)).toContainEqual(
    expect.objectContaining({ template: "second-factor-changed", userId: owner.userId, change: "passkey-added" }),
  );
});

test("with the password alone an operator who has a passkey gives it, and adds nothing", async () => {
  const { browser, email, userId } = await operator("viewer");
  const key = new SoftwarePasskey();
  expect(await register(browser, key)).toBe(200);
  const another = await signedIn(email);
  expect(await another.me()).toBe("SECOND_FACTOR_REQUIRED");
  const asked = another.post("/passkey/generate-register-options", { password: PASSWORD });
  expect(await outcome(asked)).toBe("SECOND_FACTOR_REQUIRED");
  expect(await outcome(another.post("/two-factor/enable", { password: PASSWORD }))).toBe("SECOND_FACTOR_REQUIRED");
  expect(await signIn(another, key)).toBe(200);
  expect(await another.me()).toBe(200);
  const own = await atlas.db.select().from(sessions).where(eq(sessions.userId, userId));
  expect(own.map(({ secondFactor }) => secondFactor)).toEqual(["passkey", "passkey"]);
});

test("a passkey that has not made sure of its owner is neither registered nor lets anybody in", async () => {
  const owner = await operator("owner");
  const key = new SoftwarePasskey();
  expect(await register(owner.browser, key, { isVerified: false })).toBe("FORBIDDEN");
  expect(await keysOf(owner)).toBe(0);
  expect(await register(owner.browser, key)).toBe(200);
  expect(await signIn(newBrowser(), key, { isVerified: false })).toBe("FORBIDDEN");
});

test("what was signed for another page, with another key or for an earlier question opens nothing", async () => {
  const owner = await operator("owner");
  const key = new SoftwarePasskey();
  expect(await register(owner.browser, key)).toBe(200);
  const browser = newBrowser();
  expect(await signIn(browser, key, { origin: "https://admin.atlas.example" })).toBe("FORBIDDEN");
  expect(await signIn(browser, key, { rpId: "atlas.example" })).toBe("FORBIDDEN");
  expect(await signIn(browser, new SoftwarePasskey())).toBe("FORBIDDEN");
  const response = key.sign(await ceremony(browser, "authenticate"));
  expect(await outcome(browser.post("/passkey/verify-authentication", { response }))).toBe(200);
  expect(await outcome(browser.post("/passkey/verify-authentication", { response }))).toBe("SIGN_IN_EXPIRED");
});

test("registering takes the password; a name is changed by its owner, and removal takes the password and ends other sessions", async () => {
  const [owner, stranger] = [await operator("viewer"), await operator("viewer")];
  const wrong = owner.browser.post("/passkey/generate-register-options", { password: "a guess" });
  expect(await outcome(wrong)).toBe("WRONG_PASSWORD");
  const key = new SoftwarePasskey();
  expect(await register(owner.browser, key)).toBe(200);
  const [row] = await atlas.db.select().from(passkeys).where(eq(passkeys.userId, owner.userId));
  const id = row?.id ?? "";
  expect(await signIn(owner.browser, key)).toBe(200);
  await stranger.browser.post("/passkey/update-passkey", { id, name: "Mine" });
  await stranger.browser.post("/passkey/delete-passkey", { id, password: PASSWORD });
  expect(await outcome(owner.browser.post("/passkey/update-passkey", { id, name: "Office" }))).toBe(200);
  const state = z.object({ passkeys: z.array(z.object({ id: z.string(), name: z.string() })) });
  const read = state.parse(await (await owner.browser.call("GET", "/auth/admin/second-factor")).json());
  expect(read.passkeys).toEqual([{ id, name: "Office" }]);
  const other = newBrowser();
  expect(await signIn(other, key)).toBe(200);
  const remove = async (password: string): Promise<string | number> =>
    outcome(owner.browser.post("/passkey/delete-passkey", { id, password }));
  expect(await remove("a guess")).toBe("WRONG_PASSWORD");
  expect(await remove(PASSWORD)).toBe(200);
  expect([await keysOf(owner), await owner.browser.me(), await other.me()]).toEqual([0, 200, "UNAUTHENTICATED"]);
});
