import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { startTestGateway, type TestGateway } from "../test-gateway.ts";
import { CookieSigner } from "./cookie-signer.ts";

const FORMER = "a secret that only this test knows, 32+ letters";
const NEXT = "the secret that takes its place, 32+ letters too";
const FOREIGN = "a secret of somebody else, with 32 letters or more";
const ORIGIN = "http://localhost:3000";

/** With the former secret, with both, and with the new one alone. */
let before: TestGateway;
let during: string;
let after: string;
beforeAll(async () => {
  before = await startTestGateway();
  during = (await before.addGateway({ authSecret: NEXT, formerAuthSecret: FORMER })).url;
  after = (await before.addGateway({ authSecret: NEXT })).url;
});
afterAll(async () => before[Symbol.asyncDispose]());

/** The cookie of somebody who has signed in under a secret. */
async function cookieUnder(secret: string): Promise<string> {
  const { token } = await before.createUser("rider", { name: "Ayu" });
  const signature = new CookieSigner(secret).sign(token).toString("base64");
  return `atlas-web.session_token=${encodeURIComponent(`${token}.${signature}`)}`;
}

/** The signed-in user as a page sees it, and the session's cookie that comes with the response. */
async function whoAsks(
  url: string,
  cookie: string,
): Promise<{ readonly name: string | null; readonly renewed: string | undefined }> {
  const response = await fetch(`${url}/auth/web/get-session`, { headers: { origin: ORIGIN, cookie } });
  const body = z
    .object({ user: z.object({ name: z.string() }) })
    .nullable()
    .parse(await response.json());
  const lines = response.headers.getSetCookie().map((line) => line.split(";")[0] ?? "");
  const renewed = lines.find((line) => /session_token=./.test(line));
  return { name: body?.user.name ?? null, renewed };
}

async function statusOf(url: string, cookie: string): Promise<number> {
  return (await fetch(`${url}/trpc/account.me`, { headers: { origin: ORIGIN, cookie } })).status;
}

test("while the secret of sessions is replaced, who is signed in stays so and gets a cookie of the new one", async () => {
  const old = await cookieUnder(FORMER);
  expect(await statusOf(before.url, old)).toBe(200);
  expect(await statusOf(during, old)).toBe(200);
  expect(await statusOf(after, old)).toBe(401);
  const { name, renewed = "" } = await whoAsks(during, old);
  expect(name).toBe("Ayu");
  expect(await statusOf(after, renewed)).toBe(200);
  expect(await statusOf(before.url, renewed)).toBe(401);
  expect(await whoAsks(after, renewed)).toEqual({ name: "Ayu", renewed: undefined });
});

test("who comes with a cookie of the former secret can sign out", async () => {
  const old = await cookieUnder(FORMER);
  const headers = { origin: ORIGIN, cookie: old, "content-type": "application/json" };
  const signedOut = await fetch(`${during}/auth/web/sign-out`, { method: "POST", headers, body: "{}" });
  expect(signedOut.status).toBe(200);
  expect(await statusOf(during, old)).toBe(401);
});

test("a cookie that neither secret has signed is nobody's, and is not renewed", async () => {
  const foreign = await cookieUnder(FOREIGN);
  expect(await statusOf(during, foreign)).toBe(401);
  expect(await whoAsks(during, foreign)).toEqual({ name: null, renewed: undefined });
});
