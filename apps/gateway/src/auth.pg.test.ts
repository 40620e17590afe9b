import { accountRequests, staffRoles, users } from "@atlas/db/schema/identity";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { AppName } from "./origins.ts";
import { startTestGateway, type TestGateway } from "./test-gateway.ts";

const errorSchema = z.object({ error: z.object({ code: z.string(), message: z.string().min(1) }) });
const signedInSchema = z.object({ token: z.string(), user: z.object({ id: z.uuid() }) });
const meSchema = z.object({ result: z.object({ data: z.object({ userId: z.string(), role: z.string() }) }) });

const PASSWORD = "correct horse battery";

let atlas: TestGateway;

beforeAll(async () => {
  atlas = await startTestGateway();
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

/** A browser's cookies for the gateway's host: all apps on one machine share them, whatever their port. */
class CookieJar {
  readonly #cookies = new Map<string, string>();

  async fetch(app: AppName, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(`${atlas.url}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        origin: atlas.origins[app],
        cookie: this.header(),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";", 1);
      const [name = "", value = ""] = pair.split("=", 2);
      if (value === "" || /max-age=0/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }

  header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  names(): string[] {
    return [...this.#cookies.keys()].toSorted();
  }
}

/** Signs in to a new account, as the page does. Returns what the sign-in returns. */
async function open(
  jar: CookieJar,
  app: AppName,
  { name, email, password }: ReturnType<typeof person>,
): Promise<Response> {
  await atlas.openAccount(app === "web" ? "rider" : "driver", { name, email, password });
  return await jar.fetch(app, `/auth/${app}/sign-in/email`, { email, password });
}

function person(name: string): { name: string; email: string; password: string } {
  return { name, email: `${name.toLowerCase()}-${atlas.cityId}@example.test`, password: PASSWORD };
}

async function me(jar: CookieJar, app: AppName): Promise<{ userId: string; role: string } | null> {
  const response = await jar.fetch(app, "/trpc/account.me");
  return response.ok ? meSchema.parse(await response.json()).result.data : null;
}

async function codeOf(response: Response): Promise<[number, string]> {
  return [response.status, errorSchema.parse(await response.json()).error.code];
}

/** Admins are made by other admins or by the seed; here by hand from a rider's account. */
/** One who needs no second factor. */
async function makeAdmin(email: string): Promise<void> {
  const [user] = await atlas.db.update(users).set({ role: "admin" }).where(eq(users.email, email)).returning();
  if (user) await atlas.db.insert(staffRoles).values({ userId: user.id, role: "viewer" });
}

describe("signing up", () => {
  test("on the rider app makes a rider with a wallet, on the driver app a driver with a profile", async () => {
    const jar = new CookieJar();
    expect((await open(jar, "web", person("Ayu"))).status).toBe(200);
    expect((await open(jar, "driver", person("Budi"))).status).toBe(200);
    expect(await me(jar, "web")).toMatchObject({ role: "rider" });
    expect(await me(jar, "driver")).toMatchObject({ role: "driver" });
    expect((await jar.fetch("web", "/trpc/wallet.balance")).status).toBe(200);
    expect((await jar.fetch("driver", "/trpc/driver.profile")).status).toBe(200);
  });

  test("on the admin app is refused", async () => {
    const response = await new CookieJar().fetch("admin", "/auth/admin/sign-up/email", person("Mallory"));
    expect(await codeOf(response)).toEqual([404, "NOT_FOUND"]);
    expect(
      await atlas.db
        .select()
        .from(users)
        .where(eq(users.email, person("Mallory").email)),
    ).toEqual([]);
  });

  test("nobody chooses a role or a city", async () => {
    for (const field of ["role", "cityId"]) {
      const body = { ...person("Eve"), [field]: field === "role" ? "admin" : "elsewhere" };
      expect(await codeOf(await new CookieJar().fetch("web", "/auth/web/sign-up/email", body))).toEqual([
        400,
        "INVALID_INPUT",
      ]);
    }
    expect(
      await atlas.db
        .select()
        .from(users)
        .where(eq(users.email, person("Eve").email)),
    ).toEqual([]);
  });

  test("a short password and a nameless account are refused", async () => {
    const short = await new CookieJar().fetch("web", "/auth/web/sign-up/email", {
      ...person("Dewi"),
      password: "short",
    });
    expect(await codeOf(short)).toEqual([400, "INVALID_INPUT"]);
    const nameless = await new CookieJar().fetch("web", "/auth/web/sign-up/email", { ...person("Fajar"), name: "  " });
    expect(await codeOf(nameless)).toEqual([400, "INVALID_INPUT"]);
  });
});

describe("what people say of themselves", () => {
  const refusalSchema = z.object({ code: z.string(), error: z.object({ code: z.string(), message: z.string() }) });

  async function refusalOf(response: Response): Promise<readonly unknown[]> {
    const { code, error } = refusalSchema.parse(await response.json());
    return [response.status, error.code, code];
  }

  const FAULTS = [
    ["name", "\u200B\u3164", "INVALID_NAME"],
    ["name", "x".repeat(100_000), "INVALID_NAME"],
    ["name", ["Ana"], "INVALID_NAME"],
    ["name", "Ana\nAdmin", "INVALID_NAME"],
    ["phone", "call me", "INVALID_PHONE"],
    ["phone", "1".repeat(100_000), "INVALID_PHONE"],
    ["image", "javascript:alert(1)", "INVALID_IMAGE"],
    ["image", ["https://example.com/a.png"], "INVALID_IMAGE"],
    ["locale", "../../etc/passwd", "INVALID_LOCALE"],
  ] as const;

  test.each(FAULTS)("%s %j is refused by the sign-up and by the update alike", async (field, value, code) => {
    const before = await atlas.db.select().from(users);
    const signUp = await new CookieJar().fetch("web", "/auth/web/sign-up/email", { ...person("Vera"), [field]: value });
    expect(await refusalOf(signUp)).toEqual([400, "INVALID_INPUT", code]);
    const rider = await atlas.createUser("rider");
    const update = await rider.rest("POST", "/auth/web/update-user", { [field]: value });
    expect(await refusalOf(update)).toEqual([400, "INVALID_INPUT", code]);
    const after = await atlas.db.select().from(users);
    expect(after.length).toBe(before.length + 1);
    expect(after.find(({ id }) => id === rider.userId)).toMatchObject({ name: "Test rider", phone: null, image: null });
  });

  test("what fits is kept, trimmed", async () => {
    const rider = await atlas.createUser("rider");
    const update = { name: "  Siti  ", phone: " +62 800 0000 09", image: "https://example.com/s.png", locale: "id" };
    expect((await rider.rest("POST", "/auth/web/update-user", update)).status).toBe(200);
    const [kept] = await atlas.db.select().from(users).where(eq(users.id, rider.userId));
    expect(kept).toMatchObject({ ...update, name: "Siti", phone: "+62 800 0000 09" });
    expect((await rider.rest("POST", "/auth/web/update-user", { phone: null })).status).toBe(200);
    const [later] = await atlas.db.select().from(users).where(eq(users.id, rider.userId));
    expect(later).toMatchObject({ name: "Siti", phone: null });
  });

  test("spaces around an e-mail address do not count, at sign-up and at sign-in", async () => {
    const { name, email, password } = person("Wulan");
    const signUp = { name, email: ` ${email.toUpperCase()} `, password };
    expect((await new CookieJar().fetch("web", "/auth/web/sign-up/email", signUp)).status).toBe(200);
    const asked = await atlas.db.select().from(accountRequests).where(eq(accountRequests.email, email));
    expect(asked.map(({ kind }) => kind).toSorted()).toEqual(["reset-password", "sign-up"]);
    await atlas.openAccount("rider", person("Wulan"));
    const signIn = await new CookieJar().fetch("web", "/auth/web/sign-in/email", { email: `${email} `, password });
    expect(signIn.status).toBe(200);
  });

  test("an e-mail address in other letters is refused with the reason", async () => {
    const signUp = { ...person("Xena"), email: "jos\u00E9@example.test" };
    const response = await new CookieJar().fetch("web", "/auth/web/sign-up/email", signUp);
    const { code, error } = refusalSchema.parse(await response.json());
    expect([response.status, code]).toEqual([400, "INVALID_EMAIL"]);
    expect(error.message).toContain("without accents");
  });
});

describe("three apps in one cookie jar", () => {
  test("stay signed in beside each other, and sign out alone", async () => {
    const jar = new CookieJar();
    await open(jar, "web", person("Gita"));
    await open(jar, "driver", person("Hadi"));
    await atlas.openAccount("rider", person("Indah"));
    await makeAdmin(person("Indah").email);
    await jar.fetch("admin", "/auth/admin/sign-in/email", person("Indah"));
    expect(jar.names()).toEqual([
      "atlas-admin.device",
      "atlas-admin.session_token",
      "atlas-driver.device",
      "atlas-driver.session_token",
      "atlas-web.device",
      "atlas-web.session_token",
    ]);
    expect([await me(jar, "web"), await me(jar, "driver"), await me(jar, "admin")]).toMatchObject([
      { role: "rider" },
      { role: "driver" },
      { role: "admin" },
    ]);
    await jar.fetch("driver", "/auth/driver/sign-out", {});
    expect(await me(jar, "driver")).toBeNull();
    expect(await me(jar, "web")).toMatchObject({ role: "rider" });
    expect(await me(jar, "admin")).toMatchObject({ role: "admin" });
  });

  test("a cookie without an Origin counts for nothing", async () => {
    const jar = new CookieJar();
    await open(jar, "web", person("Joko"));
    const cookie = jar.header();
    expect((await fetch(`${atlas.url}/trpc/account.me`, { headers: { cookie } })).status).toBe(401);
    const { origins } = atlas;
    const own = await fetch(`${atlas.url}/trpc/account.me`, { headers: { cookie, origin: origins.web } });
    expect(own.status).toBe(200);
    const other = await fetch(`${atlas.url}/trpc/account.me`, { headers: { cookie, origin: origins.admin } });
    expect(other.status).toBe(401);
  });

  test("a cookie with a forged signature counts for nothing", async () => {
    const rider = await atlas.createUser("rider");
    const cookie = `atlas-web.session_token=${rider.token}.${Buffer.from("x".repeat(32)).toString("base64")}`;
    const response = await fetch(`${atlas.url}/trpc/account.me`, { headers: { cookie, origin: atlas.origins.web } });
    expect(response.status).toBe(401);
  });
});

describe("signing in", () => {
  test("to another app than one's own is refused, and leaves no session", async () => {
    const jar = new CookieJar();
    await atlas.openAccount("rider", person("Kartika"));
    for (const app of ["driver", "admin"] as const) {
      const response = await jar.fetch(app, `/auth/${app}/sign-in/email`, person("Kartika"));
      expect(await codeOf(response)).toEqual([403, "WRONG_APP"]);
    }
    expect(jar.names()).toEqual([]);
  });

  test("with a wrong password is refused as for an unknown address", async () => {
    await atlas.openAccount("rider", person("Lestari"));
    const wrong = await new CookieJar().fetch("web", "/auth/web/sign-in/email", {
      ...person("Lestari"),
      password: "x",
    });
    const unknown = await new CookieJar().fetch("web", "/auth/web/sign-in/email", person("Nobody"));
    expect(await codeOf(wrong)).toEqual([401, "UNAUTHENTICATED"]);
    expect(await codeOf(unknown)).toEqual([401, "UNAUTHENTICATED"]);
  });

  test("is slowed down for one account after ten failures", async () => {
    await open(new CookieJar(), "web", person("Putri"));
    const attempt = (password: string): Promise<Response> =>
      new CookieJar().fetch("web", "/auth/web/sign-in/email", { ...person("Putri"), password });
    for (let failures = 0; failures < 10; failures += 1) expect((await attempt("guess")).status).toBe(401);
    const refused = await attempt(PASSWORD);
    expect(Number(refused.headers.get("retry-after"))).toSatisfy((s: number) => s > 600 && s <= 900);
    expect(await codeOf(refused)).toEqual([429, "RATE_LIMITED"]);
  });

  test("needs an Origin as soon as there is a cookie", async () => {
    const jar = new CookieJar();
    await open(jar, "web", person("Siregar"));
    const withoutOrigin = await fetch(`${atlas.url}/auth/web/sign-out`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie: jar.header() },
      body: "{}",
    });
    expect(await codeOf(withoutOrigin)).toEqual([403, "FORBIDDEN"]);
    expect(await me(jar, "web")).toMatchObject({ role: "rider" });
  });

  test("from a page of another app is refused", async () => {
    const response = await new CookieJar().fetch("driver", "/auth/web/sign-in/email", person("Ayu"));
    expect(await codeOf(response)).toEqual([403, "FORBIDDEN"]);
  });

  test("returns a token that works as bearer, until the sign-out", async () => {
    const { name, email, password } = person("Rahman");
    await atlas.openAccount("rider", { name, email, password });
    // A page gets none: this is a program, which sends no Origin.
    const signedIn = await fetch(`${atlas.url}/auth/web/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password }),
    });
    const { token } = signedInSchema.parse(await signedIn.json());
    const authorization = `Bearer ${token}`;
    const ask = (): Promise<Response> => fetch(`${atlas.url}/trpc/account.me`, { headers: { authorization } });
    expect((await ask()).status).toBe(200);
    const out = await fetch(`${atlas.url}/auth/web/sign-out`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: "{}",
    });
    expect(out.status).toBe(200);
    expect((await ask()).status).toBe(401);
    expect(
      (await fetch(`${atlas.url}/trpc/account.me`, { headers: { authorization: "Bearer nonsense" } })).status,
    ).toBe(401);
  });
});

describe("what belongs to someone else", () => {
  test("is refused: wallets, drivers' positions, operators' pages", async () => {
    const [rider, other, driver] = await Promise.all([
      atlas.createUser("rider"),
      atlas.createUser("rider"),
      atlas.createUser("driver"),
    ]);
    expect(await codeOf(await rider.rest("GET", `/wallet/balance?user_id=${other.userId}`))).toEqual([
      403,
      "FORBIDDEN",
    ]);
    expect(await codeOf(await rider.rest("GET", `/driver/location?driver_id=${driver.userId}`))).toEqual([
      403,
      "FORBIDDEN",
    ]);
    const credit = { user_id: rider.userId, amount: 1_000, reference_id: "free-money" };
    expect(await codeOf(await rider.rest("POST", "/wallet/credit", credit))).toEqual([403, "FORBIDDEN"]);
    for (const call of [rider.rpc.ops.overview.query(), rider.rpc.wallet.trialBalance.query()]) {
      await expect(call).rejects.toMatchObject({ data: { atlasCode: "FORBIDDEN", httpStatus: 403 } });
    }
    const ping = { user_id: driver.userId, latitude: -6.2, longitude: 106.8, timestamp: Date.now() };
    expect(await codeOf(await rider.rest("POST", "/driver/location", ping))).toEqual([403, "FORBIDDEN"]);
    expect(await codeOf(await driver.rest("POST", "/driver/location", { ...ping, user_id: other.userId }))).toEqual([
      403,
      "FORBIDDEN",
    ]);
  });

  test("a stranger gets nothing", async () => {
    const calls = [
      fetch(`${atlas.url}/wallet/balance`),
      fetch(`${atlas.url}/customer/order?id=0199d3a0-6c1e-7000-8000-000000000001`),
      fetch(`${atlas.url}/drivers/nearby?lat=-6.2&lng=106.8`),
    ];
    for (const call of calls) expect(await codeOf(await call)).toEqual([401, "UNAUTHENTICATED"]);
  });
});
