import { sessions } from "@atlas/db/schema/identity";
import { passkey } from "@better-auth/passkey";
import { betterAuth } from "better-auth";
import { bearer, twoFactor } from "better-auth/plugins";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { APP_NAMES } from "../origins.ts";
import { startTestGateway, type TestGateway, type TestUser } from "../test-gateway.ts";
import { expireSessions } from "@atlas/services/ops/sweep-ended-sessions";

const PUBLIC_URL = "https://api.atlas.example";
const PASSWORD = "correct horse battery";
const askedSchema = z.object({ session: z.record(z.string(), z.unknown()), user: z.object({ id: z.string() }) });

let atlas: TestGateway;
beforeAll(async () => {
  atlas = await startTestGateway({ publicUrl: PUBLIC_URL });
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

interface Sent {
  readonly body?: object;
  readonly cookie?: string;
  readonly token?: string;
}

async function call(app: (typeof APP_NAMES)[number], path: string, { body, cookie, token }: Sent): Promise<Response> {
  return await fetch(`${atlas.url}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      origin: atlas.origins[app],
      ...(cookie === undefined ? {} : { cookie }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** Signs a new rider up and in; the pairs of the cookies that the browser then has. */
async function signedInRider(
  name: string,
): Promise<{ readonly email: string; readonly cookie: string; readonly lines: string[] }> {
  const email = `${name}@example.test`;
  await atlas.openAccount("rider", { name, email, password: PASSWORD });
  const signedIn = await call("web", "/auth/web/sign-in/email", { body: { email, password: PASSWORD } });
  expect(signedIn.status).toBe(200);
  const lines = signedIn.headers.getSetCookie();
  return { email, lines, cookie: lines.map((line) => line.split(";", 1)[0]).join("; ") };
}

async function isSignedIn(cookie: string): Promise<boolean> {
  return (await call("web", "/trpc/account.me", { cookie })).ok;
}

describe("what is served of the auth library", () => {
  /** Everything that it could serve, whatever its version: each path with something in the place of its parameters. */
  const paths = [
    ...new Set(
      Object.values(betterAuth({ baseURL: PUBLIC_URL, plugins: [bearer(), twoFactor(), passkey()] }).api).map(
        ({ path }) => path,
      ),
    ),
  ]
    .filter((path) => typeof path === "string")
    .map((path) => path.replaceAll(/:\w+/g, "some"));

  test.each(APP_NAMES)("by %s is on the list, and anything else is 404", async (app) => {
    expect(paths.length).toBeGreaterThan(25);
    const rider = await atlas.createUser("rider");
    const there: string[] = [];
    for (const path of paths) {
      for (const body of [undefined, {}]) {
        const response = await call(app, `/auth/${app}${path}`, {
          token: rider.token,
          ...(body === undefined ? {} : { body }),
        });
        if (response.status !== 404) there.push(`${body === undefined ? "GET" : "POST"} ${path}`);
        else expect(await response.json()).toMatchObject({ error: { code: "NOT_FOUND" } });
      }
    }
    const everywhere = [
      "GET /get-session",
      "POST /change-email",
      "POST /change-password",
      "POST /request-password-reset",
      "POST /reset-password",
      "POST /sign-in/email",
      "POST /sign-out",
    ];
    const signUp =
      app === "admin" ? [] : ["POST /send-verification-email", "POST /sign-up/email", "POST /verify-email"];
    const staff = [
      "POST /passkey/delete-passkey",
      "POST /passkey/generate-authenticate-options",
      "POST /passkey/generate-register-options",
      "POST /passkey/update-passkey",
      "POST /passkey/verify-authentication",
      "POST /passkey/verify-registration",
      "POST /two-factor/disable",
      "POST /two-factor/enable",
      "POST /two-factor/generate-backup-codes",
      "POST /two-factor/verify-backup-code",
      "POST /two-factor/verify-totp",
    ];
    const own = { web: ["POST /update-user"], driver: [], admin: staff };
    expect(there.toSorted()).toEqual([...everywhere, ...signUp, ...own[app]].toSorted());
  });
});

describe("over TLS", () => {
  test("the cookie is bound to its host, and nothing else goes over plain HTTP for a year", async () => {
    const { lines, cookie } = await signedInRider("Ani");
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^__Host-atlas-web\.session_token=/);
    expect(lines[1]).toMatch(/^__Host-atlas-web\.device=/);
    for (const part of [/; Path=\/(;|$)/i, /; Secure/i, /; HttpOnly/i, /; SameSite=Lax/i])
      for (const line of lines) expect(line).toMatch(part);
    expect(lines.join("\n")).not.toMatch(/Domain/i);
    const { headers } = await call("web", "/trpc/account.me", { cookie });
    expect(headers.get("strict-transport-security")).toBe("max-age=31536000; includeSubDomains");
    expect(headers.get("permissions-policy")).toContain("geolocation=()");
  });

  test("a session under the former name of its cookie goes on under the new one", async () => {
    const { cookie } = await signedInRider("Bayu");
    const former = cookie.replace("__Host-", "__Secure-");
    expect(await isSignedIn(former)).toBe(true);
    const asked = await call("web", "/auth/web/get-session", { cookie: former });
    expect(askedSchema.safeParse(await asked.json()).success).toBe(true);
    const [moved = "", gone = ""] = asked.headers.getSetCookie();
    expect(moved).toMatch(/^__Host-atlas-web\.session_token=.*; Secure; .*Max-Age=2592000/);
    expect(gone).toMatch(/^__Secure-atlas-web\.session_token=; .*Max-Age=0/);
    expect(await isSignedIn(moved.split(";", 1)[0] ?? "")).toBe(true);
  });

  test("a sign-out ends it under whichever name it came", async () => {
    const { cookie } = await signedInRider("Cahya");
    const former = cookie.replace("__Host-", "__Secure-");
    expect((await call("web", "/auth/web/sign-out", { body: {}, cookie: former })).status).toBe(200);
    expect([await isSignedIn(former), await isSignedIn(cookie)]).toEqual([false, false]);
  });
});

test("who asks for their session gets no token of it, in no header either, even when it is renewed", async () => {
  const { cookie, email } = await signedInRider("Dian");
  await atlas.db.execute(sql`
    UPDATE sessions SET expires_at = expires_at - interval '2 days'
    WHERE user_id = (SELECT id FROM users WHERE email = ${email.toLowerCase()})`);
  const asked = await call("web", "/auth/web/get-session", { cookie });
  const { session } = askedSchema.parse(await asked.json());
  expect(Object.keys(session)).toContain("expiresAt");
  expect(Object.keys(session)).not.toContain("token");
  expect(asked.headers.getSetCookie().join()).toContain("__Host-atlas-web.session_token=");
  expect(asked.headers.get("set-auth-token")).toBeNull();
});

test("a sign-in on a page has no token in its body, one of a client that is no page has", async () => {
  const { email } = await signedInRider("Endah");
  const body = { email, password: PASSWORD };
  const page = await call("web", "/auth/web/sign-in/email", { body });
  expect(page.headers.getSetCookie().join()).toContain("__Host-atlas-web.session_token=");
  expect(Object.keys(z.record(z.string(), z.unknown()).parse(await page.json()))).not.toContain("token");
  const headers = { "content-type": "application/json" };
  const how = { method: "POST", headers, body: JSON.stringify(body) };
  const client = await fetch(`${atlas.url}/auth/web/sign-in/email`, how);
  expect(await client.json()).toMatchObject({ token: expect.stringMatching(/^\w{32}/) });
});

describe("an operator's session", () => {
  async function aged(user: TestUser, { madeH = 1, seenMin = 1 }: { madeH?: number; seenMin?: number }): Promise<void> {
    await atlas.db.execute(sql`
      UPDATE sessions SET created_at = clock.now() - make_interval(hours => ${madeH}),
        updated_at = clock.now() - make_interval(mins => ${seenMin}) WHERE token = ${user.token}`);
  }
  async function statuses({ token }: TestUser): Promise<number[]> {
    const paths = ["/auth/admin/get-session", "/trpc/account.me"];
    const [asked, me] = await Promise.all(paths.map((path) => call("admin", path, { token })));
    return [(await asked?.json()) === null ? 401 : 200, me?.status ?? 0];
  }

  test("ends after half an hour without a sign of life, and after twelve hours in any case", async () => {
    const [idle, long, busy] = [
      await atlas.createUser("admin"),
      await atlas.createUser("admin"),
      await atlas.createUser("admin"),
    ];
    await aged(idle, { seenMin: 31 });
    await aged(long, { madeH: 13 });
    await aged(busy, { madeH: 11, seenMin: 29 });
    expect([await statuses(idle), await statuses(long), await statuses(busy)]).toEqual([
      [401, 401],
      [401, 401],
      [200, 200],
    ]);
    const [row] = await atlas.db.select().from(sessions).where(eq(sessions.token, busy.token));
    expect(Math.abs(atlas.gateway.services.clock().getTime() - (row?.updatedAt.getTime() ?? 0))).toBeLessThan(10_000);
    expect(await expireSessions({ db: atlas.db })).toBe(2);
    expect((await atlas.db.select().from(sessions).where(eq(sessions.token, busy.token))).length).toBe(1);
  });

  test("is kept by what a person does, not by what a page asks by itself", async () => {
    const admin = await atlas.createUser("admin");
    await aged(admin, { seenMin: 20 });
    await admin.rpc.ops.overview.query();
    const [row] = await atlas.db.select().from(sessions).where(eq(sessions.token, admin.token));
    expect(atlas.gateway.services.clock().getTime() - (row?.updatedAt.getTime() ?? 0)).toBeGreaterThan(19 * 60_000);
  });

  test("a rider's or a driver's ends ninety days after the sign-in in any case, a service's does not", async () => {
    const [inTime, late] = [await atlas.createUser("rider"), await atlas.createUser("driver")];
    const service = await atlas.createUser("service");
    await aged(inTime, { madeH: 90 * 24 - 1 });
    for (const user of [late, service]) await aged(user, { madeH: 90 * 24 + 1 });
    const statuses = await Promise.all(
      [inTime, late, service].map(async ({ token }) => (await call("web", "/trpc/account.me", { token })).status),
    );
    expect(statuses).toEqual([200, 401, 200]);
    await expireSessions({ db: atlas.db });
    expect(await atlas.db.$count(sessions, eq(sessions.token, late.token))).toBe(0);
    expect(await atlas.db.$count(sessions, eq(sessions.token, service.token))).toBe(1);
  });

  test("a rider's and a service's are as long as before", async () => {
    const [rider, service] = [await atlas.createUser("rider"), await atlas.createUser("service")];
    await aged(rider, { madeH: 100, seenMin: 6_000 });
    await aged(service, { madeH: 100, seenMin: 6_000 });
    for (const { token } of [rider, service])
      expect((await call("web", "/trpc/account.me", { token })).status).toBe(200);
  });
});
