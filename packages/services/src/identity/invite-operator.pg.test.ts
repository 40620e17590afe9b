import { connect, type Database, disconnect } from "@atlas/db/connect";
import { accountRequests, credentials, users } from "@atlas/db/schema/identity";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { addRequest } from "./account-requests.ts";
import { undoEmailChange } from "./change-email.ts";
import type { IdentityContext } from "./identity-context.ts";
import { inviteOperator, readOperators } from "./invite-operator.ts";
import { LinkTokens } from "./link-tokens.ts";
import { resetPassword } from "./reset-password.ts";

const DAY_MS = 24 * 3_600_000;

let world: TestWorld;
let owner: Database;
let ctx: IdentityContext;
beforeAll(async () => {
  world = await openTestWorld();
  owner = connect(world.databaseUrl, { applicationName: "invite-test", role: null, max: 2 });
  ctx = { ...world.ctx, db: owner, services: world.ctx, links: new LinkTokens("a secret of this file's links") };
});
afterAll(async () => {
  await disconnect(owner);
  await world[Symbol.asyncDispose]();
});

let people = 0;
async function invite(email = `operator-${(people += 1)}@example.test`): Promise<{ email: string; token: string }> {
  const asked = {
    name: "Owner",
    cityId: world.cityId,
    roles: ["owner" as const],
    cityRoles: {},
    isMailed: false,
    reason: "tried",
  };
  const invited = await inviteOperator(ctx, { ...asked, email });
  if (!invited.ok) throw new Error(invited.error);
  return { email, token: invited.value.token ?? "" };
}

async function use(token: string): Promise<unknown> {
  return await resetPassword(ctx, { token, newPassword: "correct horse battery", locale: "en" });
}

async function hasPassword(email: string): Promise<boolean> {
  const rows = await owner
    .select({ id: credentials.id })
    .from(credentials)
    .innerJoin(users, eq(users.id, credentials.userId))
    .where(eq(users.email, email));
  return rows.length > 0;
}

test("the link makes an operator's password, once", async () => {
  const { email, token } = await invite();
  expect(await hasPassword(email)).toBe(false);
  expect(await use(token)).toMatchObject({ email });
  expect(await hasPassword(email)).toBe(true);
  await expect(use(token)).rejects.toMatchObject({ code: "LINK_EXPIRED" });
  const [user] = await owner.select().from(users).where(eq(users.email, email));
  expect(user).toMatchObject({ role: "admin", isDemo: false, cityId: world.cityId });
});

test("the link is good for a day and not for longer", async () => {
  const [inTime, late] = [await invite(), await invite()];
  await world.advance(DAY_MS - 60_000);
  await use(inTime.token);
  await world.advance(61_000);
  await expect(use(late.token)).rejects.toMatchObject({ code: "LINK_EXPIRED" });
  expect(await hasPassword(late.email)).toBe(false);
});

test("a new link voids the one before", async () => {
  const first = await invite();
  const second = await invite(first.email);
  await expect(use(first.token)).rejects.toMatchObject({ code: "LINK_EXPIRED" });
  await use(second.token);
});

test("a link that was guessed, or made with another installation's secret, does nothing", async () => {
  const { token } = await invite();
  const [request] = await owner
    .select()
    .from(accountRequests)
    .orderBy(sql`id DESC`)
    .limit(1);
  const foreign = new LinkTokens("another installation's secret").of("reset-password", request?.id ?? "");
  for (const guess of [foreign, `${request?.id}.`, request?.id ?? "", `${token}x`, token.replace(".", "..")]) {
    await expect(use(guess)).rejects.toMatchObject({ code: "LINK_EXPIRED" });
  }
  await use(token);
});

test("who has a password, or is somebody else, is not made an operator", async () => {
  const { email, token } = await invite();
  await use(token);
  const asked = {
    name: "Owner",
    cityId: world.cityId,
    roles: ["owner" as const],
    cityRoles: {},
    isMailed: false,
    reason: "tried",
  };
  expect(await inviteOperator(ctx, { ...asked, email })).toMatchObject({ ok: false });
  const rider = await world.addRider();
  const [row] = await owner.select().from(users).where(eq(users.id, rider.userId));
  expect(await inviteOperator(ctx, { ...asked, email: row?.email ?? "" })).toMatchObject({ ok: false });
  const [after] = await owner.select().from(users).where(eq(users.id, rider.userId));
  expect(after?.role).toBe("rider");
});

test("who has taken the account back, which empties its password, is invited anew", async () => {
  const { email, token } = await invite();
  await use(token);
  const [user] = await owner.select().from(users).where(eq(users.email, email));
  const id = await addRequest(owner, ctx, { kind: "undo-email", email, userId: user?.id ?? "" });
  await undoEmailChange(ctx, { token: ctx.links.of("undo-email", id), locale: "en" });
  const again = await invite(email);
  expect(await use(again.token)).toMatchObject({ email });
});

test("the demo's operators are none, and each invitation stands in the audit log", async () => {
  await owner.execute(sql`UPDATE users SET is_demo = true WHERE role = 'admin'`);
  expect(await readOperators(owner)).toEqual({ hasOneWithPassword: false, invitedEmail: undefined });
  const { email, token } = await invite();
  expect(await readOperators(owner)).toEqual({ hasOneWithPassword: false, invitedEmail: email });
  await use(token);
  expect(await readOperators(owner)).toMatchObject({ hasOneWithPassword: true });
  const acts = await owner.execute(sql`
    SELECT l.reason FROM ledger.audit_log l JOIN users u ON u.id = l.subject_id
    WHERE l.action = 'invite-operator' AND u.email = ${email}`);
  expect(acts).toEqual([{ reason: "tried" }]);
});
