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
