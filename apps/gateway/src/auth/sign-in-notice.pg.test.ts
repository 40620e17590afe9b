import { outbox } from "@atlas/db/schema/messaging";
import { credentials } from "@atlas/db/schema/identity";
import { hashPassword } from "@atlas/services/identity/password-hash";
import { asc, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startTestGateway, type TestGateway, type TestUser } from "../test-gateway.ts";

const PASSWORD = "correct horse battery";
const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0";
const ADDRESS = "203.0.113.7";

let atlas: TestGateway;
let passwordHash: string;
beforeAll(async () => {
  atlas = await startTestGateway({ clientIpHeader: "x-client" });
  passwordHash = await hashPassword(PASSWORD);
});
beforeEach(async () => {
  await atlas.db.delete(outbox);
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

/** Somebody whose account is a day old, or has just been made. */
async function rider(isNew = false): Promise<TestUser> {
  const user = await atlas.createUser("rider");
  const { userId } = user;
  const row = { id: atlas.gateway.services.newId(), userId, providerId: "credential", accountId: userId };
  await atlas.db.insert(credentials).values({ ...row, password: passwordHash });
  if (!isNew)
    await atlas.db.execute(
      sql`UPDATE users SET created_at = clock.now() - interval '1 day' WHERE id = ${userId}::uuid`,
    );
  return user;
}

/** Signs in; the cookie that makes the device known. */
async function signIn({ email }: TestUser, cookie?: string, token?: string): Promise<string> {
  const response = await fetch(`${atlas.url}/auth/web/sign-in/email`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "user-agent": FIREFOX,
      "x-client": ADDRESS,
      origin: atlas.origins.web,
      ...(cookie === undefined ? {} : { cookie }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  expect(response.status).toBe(200);
  const line = response.headers.getSetCookie().find((one) => one.startsWith("atlas-web.device=")) ?? "";
  return line.split(";", 1)[0] ?? "";
}

async function mails(): Promise<unknown[]> {
  const rows = await atlas.db.select().from(outbox).where(eq(outbox.job, "send-mail")).orderBy(asc(outbox.id));
  return rows.map(({ payload }) => payload);
}

test("a sign-in on a new device is written about once, with when, what and whence, in Atlas's own words", async () => {
  const user = await rider();
  const cookie = await signIn(user);
  const mail = { template: "new-sign-in", userId: user.userId, device: "Firefox, Windows", from: "203.0.113.x" };
  expect(await mails()).toMatchObject([mail]);
  await signIn(user, cookie);
  expect(await mails()).toHaveLength(1);
});

test("the first sign-in after the sign-up is not, and the first on another device is", async () => {
  const user = await rider(true);
  await signIn(user);
  expect(await mails()).toEqual([]);
  await signIn(user);
  expect(await mails()).toHaveLength(1);
});

test("at most five are written in a day, and none about those whom a service account signs in", async () => {
  const user = await rider();
  for (let time = 0; time < 7; time += 1) await signIn(user);
  expect(await mails()).toHaveLength(5);
  const service = await atlas.createUser("service");
  await signIn(await rider(), undefined, service.token);
  expect(await mails()).toHaveLength(5);
});
