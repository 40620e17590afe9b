import { accountRequests, users } from "@atlas/db/schema/identity";
import { outbox } from "@atlas/db/schema/messaging";
import { eq, isNull, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inTransaction } from "../messaging/in-transaction.ts";
import { doJob } from "../testing/do-job.ts";
import { identityOf } from "../testing/identity-of.ts";
import { openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { trimAccountRequests, useLink } from "./account-requests.ts";
import { confirmAgain, requestPasswordReset } from "./ask-by-mail.ts";
import { requestEmailChange } from "./change-email.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** A rider with this language, and their address. */
async function riderWith(locale: string | null): Promise<{ userId: string; email: string }> {
  const { userId } = await world.addRider(0n);
  const email = `${userId}@example.test`;
  await world.identity.update(users).set({ locale, name: "Ani" }).where(eq(users.id, userId));
  return { userId, email };
}

test.each([
  ["id-ID", "Perangkat baru masuk ke akun Atlas Anda"],
  ["en", "New sign-in to your Atlas account"],
  [null, "New sign-in to your Atlas account"],
])("who has chosen %s reads %s, with the time of their city and a link without a secret", async (locale, subject) => {
  const { userId, email } = await riderWith(locale);
  const at = "2026-11-30T20:15:00.000Z";
  await inTransaction(world.ctx, async (tx) =>
    tx.enqueue("send-mail", { template: "new-sign-in", locale: "en", userId, at, device: "Firefox on Linux" }),
  );
  await world.work();
  const mail = world.mails.at(-1);
  expect(mail).toMatchObject({ to: email, subject });
  expect(mail?.text).toMatch(/03[:.]15[:.]00/);
  expect(mail?.text).toContain("Firefox on Linux");
  expect(mail?.text).toContain("http://localhost:3000/forgot-password\n");
});

test("a mail that was sent is not sent by a second delivery", async () => {
  const { email } = await riderWith(null);
  await requestPasswordReset(identityOf(world), { email, locale: "en" });
  const promised = await world.ctx.db.select().from(outbox).where(isNull(outbox.publishedAt));
  expect(promised).toHaveLength(1);
  const [last] = promised;
  await world.work();
  const sent: string[] = [];
  const send = async ({ to }: { to: string }): Promise<void> => void sent.push(to);
  await doJob(world.ctx, "send-mail", { payload: last?.payload, messageId: last?.id ?? "" }, { mail: { send } });
  expect([world.mails.at(-1)?.to, sent]).toEqual([email, []]);
  await doJob(world.ctx, "send-mail", { payload: last?.payload, messageId: world.ctx.newId() }, { mail: { send } });
  expect(sent).toEqual([email]);
});

test("a mail about what is over, or about nobody, is not sent", async () => {
  const { email } = await riderWith(null);
  const before = world.mails.length;
  await requestPasswordReset(identityOf(world), { email: "nobody@example.test", locale: "en" });
  await confirmAgain(identityOf(world), { email, locale: "en" });
  await world.work();
  await requestPasswordReset(identityOf(world), { email, locale: "en" });
  await world.advance(3_600_000);
  await world.work();
  expect(world.mails.length).toBe(before);
});

test("a link is used once, and an unused request is forgotten", async () => {
  const { email } = await riderWith(null);
  await requestPasswordReset(identityOf(world), { email, locale: "en" });
  await world.work();
  const [, token = ""] = /#token=(\S+)/.exec(world.mails.at(-1)?.text ?? "") ?? [];
  const ctx = identityOf(world);
  expect(await useLink(ctx.db, ctx, { kind: "reset-password", token })).toMatchObject({ email });
  const again = useLink(ctx.db, ctx, { kind: "reset-password", token });
  await expect(again).rejects.toMatchObject({ code: "LINK_EXPIRED" });
  await requestPasswordReset(identityOf(world), { email, locale: "en" });
  await world.advance(3_600_000);
  expect(await trimAccountRequests(world.ctx)).toBeGreaterThan(0);
  expect(await ctx.db.select().from(accountRequests)).toEqual([]);
});

test("an account without a password moves nowhere", async () => {
  const { userId } = await riderWith(null);
  const change = { newEmail: "new@example.test", currentPassword: "a guess", locale: "en" } as const;
  const moving = requestEmailChange(identityOf(world), { userId, role: "rider" }, change);
  await expect(moving).rejects.toMatchObject({ code: "WRONG_PASSWORD" });
});

test("the servers' role reads what a mail needs, and neither makes a request nor changes one nor reads a hash", async () => {
  const { email } = await riderWith(null);
  await requestPasswordReset(identityOf(world), { email, locale: "en" });
  const { db } = world.ctx;
  const request = {
    id: world.ctx.newId(),
    kind: "change-email",
    email: "thief@example.test",
    expiresAt: world.ctx.clock(),
  } as const;
  for (const trying of [
    db.insert(accountRequests).values(request),
    db.update(accountRequests).set({ email: "thief@example.test" }),
    db.select({ hash: accountRequests.passwordHash }).from(accountRequests),
  ]) {
    await expect(trying).rejects.toMatchObject({ cause: { code: "42501" } });
  }
  // Not even the role that may makes an operator.
  const operator = world.identity.execute(sql`
    INSERT INTO account_requests (id, kind, email, role, expires_at) VALUES (gen_random_uuid(), 'sign-up', 'a@b', 'admin', clock.now())`);
  await expect(operator).rejects.toMatchObject({ cause: { code: "23514" } });
});
