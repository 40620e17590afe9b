import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestGateway, type TestGateway } from "../test-gateway.ts";

let atlas: TestGateway;
beforeAll(async () => {
  atlas = await startTestGateway();
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

async function auth(path: string, body: object): Promise<Response> {
  const headers = { "content-type": "application/json", origin: atlas.origins.web };
  return await fetch(`${atlas.url}/auth/web${path}`, { method: "POST", headers, body: JSON.stringify(body) });
}

async function who(cookie: string): Promise<number> {
  return (await fetch(`${atlas.url}/trpc/account.me`, { headers: { origin: atlas.origins.web, cookie } })).status;
}

describe("a password", () => {
  const ANY: readonly (readonly [string, string])[] = [
    ["of digits only", "4711081547110815"],
    ["of spaces, other letters and pictures", "пароль 密码 🛵🛵 "],
    ["of 128 letters", "b".repeat(128)],
  ];

  test.each(ANY)("%s is taken, and counts as it was typed", async (what, password) => {
    const email = `${what.replaceAll(/\W/g, "-")}@example.test`;
    await atlas.openAccount("rider", { name: "Dewi", email, password });
    expect((await auth("/sign-in/email", { email, password })).status).toBe(200);
    const shorter = { email, password: password.slice(0, -1) };
    expect((await auth("/sign-in/email", shorter)).status).toBe(401);
  });

  test("counts by its capital letters too", async () => {
    const email = "capitals@example.test";
    await atlas.openAccount("rider", { name: "Dewi", email, password: "Kuda Lumping" });
    expect((await auth("/sign-in/email", { email, password: "kuda lumping" })).status).toBe(401);
  });
});

/** Made by the auth library, as hashes of before were, for `correct horse battery`. */
const FORMER =
  "14f659b6aab2123d6dfe617508f1348e:6c1a18236347d792040f9954581c7e7ae291b89517922f0e231174b254dd5f6bbbf00ad4534dfa98c3e344ad36c9ee9d30774500be05d214d0339e453d52b08b";

test("a hash of before signs in and is made anew at once; two sign-ins that do so at the same time both count", async () => {
  const account = { email: "lestari@example.test", password: "correct horse battery" };
  await atlas.openAccount("rider", { name: "Lestari", ...account });
  const hashOf = async (): Promise<string> => {
    const [row] = await atlas.db.execute<{ password: string }>(sql`
      SELECT c.password FROM credentials c JOIN users u ON u.id = c.user_id WHERE u.email = ${account.email}`);
    return row?.password ?? "";
  };
  await atlas.db.execute(sql`
    UPDATE credentials SET password = ${FORMER}
    WHERE user_id = (SELECT id FROM users WHERE email = ${account.email})`);
  expect((await auth("/sign-in/email", { ...account, password: "not this one" })).status).toBe(401);
  expect(await hashOf()).toBe(FORMER);
  const both = await Promise.all([auth("/sign-in/email", account), auth("/sign-in/email", account)]);
  expect(both.map(({ status }) => status)).toEqual([200, 200]);
  const made = await hashOf();
  expect(made).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/);
  expect((await auth("/sign-in/email", account)).status).toBe(200);
  expect(await hashOf()).toBe(made);
});

test("a password that is little more than a name that others know is refused, at the sign-up too", async () => {
  const person = { name: "Maharani Sukma", email: `maharani.s-${atlas.cityId}@example.test` };
  for (const password of ["Maharani-2026", "atlas-12345", "sukma.maharani"]) {
    const refused = await auth("/sign-up/email", { ...person, password });
    expect(await refused.json()).toMatchObject({ error: { code: "PASSWORD_TOO_OBVIOUS" } });
  }
});

test("what a browser is known by again signs nobody in, in whatever place it is sent", async () => {
  const account = { email: "intan@example.test", password: "correct horse battery" };
  await atlas.openAccount("rider", { name: "Intan", ...account });
  const signedIn = await auth("/sign-in/email", account);
  const pairs = signedIn.headers.getSetCookie().map((line) => line.split(";", 1)[0] ?? "");
  const session = pairs.find((pair) => pair.includes("session_token")) ?? "";
  const device = pairs.find((pair) => pair.includes(".device=")) ?? "";
  expect([session, device]).not.toContain("");
  const value = device.slice(device.indexOf("=") + 1);
  const name = session.slice(0, session.indexOf("="));
  expect([await who(session), await who(device), await who(`${name}=${value}`)]).toEqual([200, 401, 401]);
  const asBearer = await fetch(`${atlas.url}/trpc/account.me`, { headers: { authorization: `Bearer ${value}` } });
  expect(asBearer.status).toBe(401);
});
