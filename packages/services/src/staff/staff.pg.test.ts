import type { Actor, CityRoles, StaffRole } from "@atlas/core/actor";
import { cities } from "@atlas/db/schema/cities";
import { authenticators, endedSessions, sessions, staffRoles, users } from "@atlas/db/schema/identity";
import { outbox } from "@atlas/db/schema/messaging";
import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LinkTokens } from "../identity/link-tokens.ts";
import { listAuditLog } from "../ledger/audit/audit-log.ts";
import { liftRestriction } from "../moderation/lift-restriction.ts";
import { restrictPerson } from "../moderation/restrict-person.ts";
import { getCity } from "../cities/get-city.ts";
import { listCities } from "../cities/list-cities.ts";
import { openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { chooseCity } from "../cities/choose-city.ts";
import { endStaffSessions } from "./end-staff-sessions.ts";
import { inviteStaff } from "./invite-staff.ts";
import { listStaffSessions } from "./list-staff-sessions.ts";
import { listStaff } from "./list-staff.ts";
import { resetSecondFactor } from "./reset-second-factor.ts";
import { setStaffRoles } from "./set-staff-roles.ts";
import { disableOperator } from "./staff-by-command.ts";
import type { StaffContext } from "./staff-context.ts";

const reason = "a test";
/** What Postgres says to a role that lacks the right. */
const REFUSED = { cause: { code: "42501" } };

let world: TestWorld;
let ctx: StaffContext;
let owner: Actor;
beforeEach(async () => {
  world = await openTestWorld();
  ctx = { ...world.ctx, identityDb: world.identity, links: new LinkTokens("the secret of this file's links") };
  owner = world.admin;
  await world.identity.update(users).set({ emailVerified: true }).where(eq(users.id, owner.userId));
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
});

async function addOperator(...roles: StaffRole[]): Promise<Actor> {
  const userId = uuidv7();
  const { cityId } = world;
  const email = `${userId}@example.test`;
  await world.identity
    .insert(users)
    .values({ id: userId, name: "Citra", email, role: "admin", cityId, emailVerified: true });
  if (roles.length > 0) await world.identity.insert(staffRoles).values(roles.map((role) => ({ userId, role })));
  return { userId, role: "admin", staffRoles: roles };
}

async function signIn({ userId }: Actor): Promise<void> {
  const expiresAt = new Date(world.ctx.clock().getTime() + 3_600_000);
  await world.identity.insert(sessions).values({ id: uuidv7(), userId, token: uuidv7(), expiresAt });
}

/** Another city like that of the world. */
async function copyCity(id: string): Promise<void> {
  const [city] = await world.ctx.db.select().from(cities).where(eq(cities.id, world.cityId));
  if (city) await world.ctx.db.insert(cities).values({ ...city, id });
}

async function rolesOf({ userId }: Actor): Promise<readonly StaffRole[] | undefined> {
  return (await listStaff(ctx, owner, {})).find((member) => member.userId === userId)?.roles;
}

async function sessionsOf({ userId }: Actor): Promise<number | undefined> {
  return (await listStaff(ctx, owner, {})).find((member) => member.userId === userId)?.sessions;
}

test("an operator gets exactly the roles that are set, is signed out by it, and it is recorded with both states", async () => {
  const citra = await addOperator("viewer");
  await signIn(citra);
  expect(await sessionsOf(citra)).toBe(1);
  await setStaffRoles(ctx, owner, { userId: citra.userId, roles: ["support", "finance"], reason });
  expect(await rolesOf(citra)).toEqual(["support", "finance"]);
  expect(await sessionsOf(citra)).toBe(0);
  const { items } = await listAuditLog(ctx, owner, {});
  expect(items[0]).toMatchObject({
    action: "set-staff-roles",
    actorId: owner.userId,
    subjectId: citra.userId,
    reason,
    details: { before: ["viewer"], after: ["support", "finance"] },
  });
});

test("the same roles again sign nobody out and leave no second record", async () => {
  const citra = await addOperator("viewer");
  await signIn(citra);
  const before = (await listAuditLog(ctx, owner, {})).items.length;
  await setStaffRoles(ctx, owner, { userId: citra.userId, roles: ["viewer"], reason });
  expect(await sessionsOf(citra)).toBe(1);
  expect((await listAuditLog(ctx, owner, {})).items).toHaveLength(before);
});

test("an operator works in a city of their roles, one for all in any, and calls without a city are of it", async () => {
  const elsewhere = `${world.cityId}-elsewhere`;
  await copyCity(elsewhere);
  const ofAll = await addOperator("viewer");
  const ofOne: Actor = { ...(await addOperator()), cityRoles: { dispatcher: elsewhere, viewer: elsewhere } };
  const citiesOf = async (actor: Actor): Promise<unknown> =>
    (await listCities(ctx, actor, {})).items.map(({ cityId }) => cityId).toSorted();
  expect(await citiesOf(ofAll)).toEqual([world.cityId, elsewhere].toSorted());
  expect(await citiesOf(ofOne)).toEqual([elsewhere]);

  await expect(chooseCity(ctx, ofOne, { cityId: world.cityId })).rejects.toMatchObject({ code: "CITY_NOT_FOUND" });
  await expect(chooseCity(ctx, ofAll, { cityId: "nowhere" })).rejects.toMatchObject({ code: "CITY_NOT_FOUND" });
  await expect(chooseCity(ctx, await addOperator(), { cityId: elsewhere })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  for (const actor of [ofAll, ofOne]) {
    expect(await chooseCity(ctx, actor, { cityId: elsewhere })).toMatchObject({ cityId: elsewhere });
    expect(await getCity(ctx, actor, {})).toMatchObject({ cityId: elsewhere });
  }
  expect(await getCity(ctx, owner, {})).toMatchObject({ cityId: world.cityId });
});

test("a role for one city: on record by its name, and the account moves there when it has none for all", async () => {
  const citra = await addOperator("viewer");
  const elsewhere = `${world.cityId}-elsewhere`;
  await copyCity(elsewhere);
  const set = async (roles: readonly StaffRole[], cityRoles: CityRoles): Promise<unknown> =>
    setStaffRoles(ctx, owner, { userId: citra.userId, roles: [...roles], cityRoles, reason });
  const member = async (): Promise<unknown> =>
    (await listStaff(ctx, owner, {})).find(({ userId }) => userId === citra.userId);
  await set(["viewer"], { dispatcher: elsewhere });
  expect(await member()).toMatchObject({
    roles: ["viewer"],
    cityRoles: { dispatcher: elsewhere },
    cityId: world.cityId,
  });
  await set([], { dispatcher: elsewhere, support: elsewhere });
  expect(await member()).toMatchObject({ roles: [], cityRoles: { support: elsewhere }, cityId: elsewhere });
  // For all is more than for one.
  await set(["support"], { support: elsewhere });
  expect(await member()).toMatchObject({ roles: ["support"], cityRoles: {} });
  const { items } = await listAuditLog(ctx, owner, {});
  expect(items[1]?.details).toEqual({
    before: ["viewer", `dispatcher in ${elsewhere}`],
    after: [`support in ${elsewhere}`, `dispatcher in ${elsewhere}`],
  });
});

test("a role for a city that is none is refused, and an owner is one for all", async () => {
  const citra = await addOperator("viewer");
  const asked = { userId: citra.userId, roles: [], reason };
  await expect(setStaffRoles(ctx, owner, { ...asked, cityRoles: { viewer: "nowhere" } })).rejects.toMatchObject({
    code: "CITY_NOT_FOUND",
  });
  expect(await rolesOf(citra)).toEqual(["viewer"]);
  expect(setStaffRoles.input.safeParse({ ...asked, cityRoles: { owner: world.cityId } }).success).toBe(false);
  const row = { userId: citra.userId, role: "owner" as const, cityId: world.cityId };
  await expect(world.identity.insert(staffRoles).values(row)).rejects.toMatchObject({ cause: { code: "23514" } });
});

test("a blank reason, a rider and nobody are refused", async () => {
  const citra = await addOperator();
  const rider = await world.addRider();
  const attempt = async (userId: string, why: string): Promise<unknown> =>
    setStaffRoles(ctx, owner, { userId, roles: ["owner"], reason: why });
  await expect(attempt(citra.userId, " ")).rejects.toMatchObject({ code: "REASON_REQUIRED" });
  await expect(attempt(rider.userId, reason)).rejects.toMatchObject({ code: "PERSON_NOT_FOUND" });
  await expect(attempt(uuidv7(), reason)).rejects.toMatchObject({ code: "PERSON_NOT_FOUND" });
});

test("the last owner stays one; who was only invited, or is blocked, is no other", async () => {
  const demote = async (): Promise<unknown> =>
    setStaffRoles(ctx, owner, { userId: owner.userId, roles: ["viewer"], reason });
  await expect(demote()).rejects.toMatchObject({ code: "LAST_OWNER" });
  await inviteStaff(ctx, owner, {
    email: "invited@example.test",
    name: "Invited",
    cityId: world.cityId,
    roles: ["owner"],
    reason,
  });
  await expect(demote()).rejects.toMatchObject({ code: "LAST_OWNER" });
  const citra = await addOperator("viewer");
  await restrictPerson(ctx, owner, { userId: citra.userId, kind: "block", reason });
  await setStaffRoles(ctx, owner, { userId: citra.userId, roles: ["owner"], reason });
  await expect(demote()).rejects.toMatchObject({ code: "LAST_OWNER" });
  const dewi = await addOperator("owner");
  await demote();
  expect(await rolesOf(owner)).toEqual(["viewer"]);
  expect(await rolesOf(dewi)).toEqual(["owner"]);
});

test("of two owners who take each other's role at once, one stays", async () => {
  const dewi = await addOperator("owner");
  const outcomes = await Promise.allSettled([
    setStaffRoles(ctx, owner, { userId: dewi.userId, roles: [], reason }),
    setStaffRoles(ctx, dewi, { userId: owner.userId, roles: [], reason }),
  ]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect([await rolesOf(owner), await rolesOf(dewi)]).toContainEqual(["owner"]);
});

test("an invitation makes an operator with roles and mails a link; another mails again and leaves the roles", async () => {
  const asked = { email: "budi@example.test", name: "Budi", cityId: world.cityId, reason };
  const { userId } = await inviteStaff(ctx, owner, { ...asked, roles: ["dispatcher"] });
  expect(await inviteStaff(ctx, owner, { ...asked, roles: ["owner"] })).toEqual({ userId });
  const member = (await listStaff(ctx, owner, {})).find((one) => one.userId === userId);
  expect(member).toMatchObject({ name: "Budi", roles: ["dispatcher"], isInvited: true, isBlocked: false, sessions: 0 });
  const mails = await world.ctx.db.select().from(outbox).where(eq(outbox.job, "send-mail"));
  expect(mails).toHaveLength(2);
  expect(JSON.stringify(mails)).not.toContain("budi@example.test");
});

test("a rider's address, one of an operator with a password and a city that is none are not invited", async () => {
  const asked = { name: "Budi", roles: ["viewer" as const], reason };
  const rider = await world.addRider();
  const [row] = await world.identity.select().from(users).where(eq(users.id, rider.userId));
  const email = row?.email ?? "";
  await expect(inviteStaff(ctx, owner, { ...asked, email, cityId: world.cityId })).rejects.toMatchObject({
    code: "EMAIL_IN_USE",
  });
  await expect(
    inviteStaff(ctx, owner, { ...asked, email: "budi@example.test", cityId: "nowhere" }),
  ).rejects.toMatchObject({ code: "CITY_NOT_FOUND" });
});

test("an operator is blocked and freed by an owner only, another owner too, and the last owner by nobody", async () => {
  const [citra, support] = [await addOperator("viewer"), await addOperator("support")];
  const block = async (actor: Actor, { userId }: Actor): Promise<unknown> =>
    restrictPerson(ctx, actor, { userId, kind: "block", reason });
  await expect(block(support, citra)).rejects.toMatchObject({ code: "FORBIDDEN" });
  await block(owner, citra);
  expect((await listStaff(ctx, owner, {})).find(({ userId }) => userId === citra.userId)?.isBlocked).toBe(true);
  const lift = async (actor: Actor): Promise<unknown> => liftRestriction(ctx, actor, { userId: citra.userId, reason });
  await expect(lift(support)).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect(await lift(owner)).toEqual({ isLifted: true });
  const dewi = await addOperator("owner");
  await block(dewi, owner);
  await expect(disableOperator(ctx, { userId: dewi.userId, reason })).rejects.toMatchObject({ code: "LAST_OWNER" });
});

test("of two owners who block each other at once, one stays", async () => {
  const dewi = await addOperator("owner");
  const block = async (actor: Actor, { userId }: Actor): Promise<unknown> =>
    restrictPerson(ctx, actor, { userId, kind: "block", reason });
  const outcomes = await Promise.allSettled([block(owner, dewi), block(dewi, owner)]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  const staff = await listStaff(ctx, owner, {});
  expect(staff.filter(({ roles, isBlocked }) => roles.includes("owner") && !isBlocked)).toHaveLength(1);
});

test("an owner sees where an operator is signed in, and ends one session or all, on record", async () => {
  const citra = await addOperator("viewer");
  for (let signIns = 0; signIns < 3; signIns += 1) await signIn(citra);
  const devices = async (): Promise<readonly string[]> =>
    (await listStaffSessions(ctx, owner, { userId: citra.userId })).items.map(({ sessionId }) => sessionId);
  const end = async (actor: Actor, sessionId?: string): Promise<unknown> =>
    endStaffSessions(ctx, actor, { userId: citra.userId, reason, ...(sessionId === undefined ? {} : { sessionId }) });
  const [first = "", ...others] = await devices();
  expect(others).toHaveLength(2);
  expect(await end(owner, first)).toEqual({ ended: 1 });
  expect(await devices()).toEqual(others);
  expect(await end(owner, first)).toEqual({ ended: 0 });
  expect(await end(owner)).toEqual({ ended: 2 });
  expect(await devices()).toEqual([]);
  // Every gateway has been notified of their ends.
  expect(await world.ctx.db.$count(endedSessions)).toBe(0);
  const { items } = await listAuditLog(ctx, owner, { action: "end-sessions" });
  expect(items).toEqual([
    expect.objectContaining({ subjectId: citra.userId, reason, details: { sessionIds: expect.any(Array) } }),
    expect.objectContaining({ subjectId: citra.userId, reason, details: { sessionIds: [first] } }),
  ]);
});

test("sessions are an owner's to see and to end: of operators, and not by this way their own", async () => {
  const [citra, rider] = [await addOperator("operations"), await world.addRider()];
  await signIn(owner);
  const see = async (actor: Actor, { userId }: Pick<Actor, "userId">): Promise<unknown> =>
    listStaffSessions(ctx, actor, { userId });
  const end = async (actor: Actor, { userId }: Pick<Actor, "userId">, why = reason): Promise<unknown> =>
    endStaffSessions(ctx, actor, { userId, reason: why });
  for (const attempt of [see, end]) {
    await expect(attempt(citra, owner)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(attempt(owner, rider)).rejects.toMatchObject({ code: "PERSON_NOT_FOUND" });
  }
  await expect(end(owner, owner)).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(end(owner, citra, " ")).rejects.toMatchObject({ code: "REASON_REQUIRED" });
  expect(await sessionsOf(owner)).toBe(1);
});

test("a session of another operator is not ended with those of one", async () => {
  const [citra, budi] = [await addOperator("viewer"), await addOperator("viewer")];
  await signIn(budi);
  const [other] = (await listStaffSessions(ctx, owner, { userId: budi.userId })).items;
  const sessionId = other?.sessionId ?? "";
  expect(await endStaffSessions(ctx, owner, { userId: citra.userId, sessionId, reason })).toEqual({ ended: 0 });
  expect(await sessionsOf(budi)).toBe(1);
});

test("the role of the servers gives nobody a role", async () => {
  const citra = await addOperator();
  const give = world.ctx.db.insert(staffRoles).values({ userId: citra.userId, role: "owner" });
  await expect(give).rejects.toMatchObject(REFUSED);
  const take = world.ctx.db.delete(staffRoles).where(eq(staffRoles.userId, owner.userId));
  await expect(take).rejects.toMatchObject(REFUSED);
  expect(await rolesOf(owner)).toEqual(["owner"]);
});

test("an owner takes the second factor of an operator who has lost it: it is on record, signs them out and writes to them", async () => {
  const citra = await addOperator("finance");
  const reset = async (actor: Actor, { userId }: Actor): Promise<unknown> =>
    resetSecondFactor(ctx, actor, { userId, reason: "lost the phone" });
  expect(await reset(owner, citra)).toEqual({ isReset: false });
  const kept = { id: uuidv7(), userId: citra.userId, secret: "encrypted", backupCodes: "[]", verified: true };
  await world.identity.insert(authenticators).values(kept);
  await world.identity.update(users).set({ twoFactorEnabled: true }).where(eq(users.id, citra.userId));
  const memberOf = async ({ userId }: Actor): Promise<unknown> =>
    (await listStaff(ctx, owner, {})).find((member) => member.userId === userId);
  expect(await memberOf(citra)).toMatchObject({ hasAuthenticator: true });
  await signIn(citra);
  expect(await reset(owner, citra)).toEqual({ isReset: true });
  expect(await memberOf(citra)).toMatchObject({ hasAuthenticator: false, sessions: 0 });
  expect(await world.identity.$count(authenticators)).toBe(0);
  const { items } = await listAuditLog(ctx, owner, {});
  expect(items[0]).toMatchObject({
    action: "change-second-factor",
    actorId: owner.userId,
    subjectId: citra.userId,
    reason: "lost the phone",
    details: { change: "reset" },
  });
  const mails = await world.ctx.db.select().from(outbox).where(eq(outbox.job, "send-mail"));
  expect(mails.map(({ payload }) => payload)).toEqual([
    expect.objectContaining({ template: "second-factor-changed", userId: citra.userId, change: "reset" }),
  ]);
});

test("nobody but an owner takes a second factor, and no owner their own", async () => {
  const [citra, rider] = [await addOperator("operations"), await world.addRider()];
  const reset = async (actor: Actor, { userId }: Pick<Actor, "userId">): Promise<unknown> =>
    resetSecondFactor(ctx, actor, { userId, reason });
  await expect(reset(citra, owner)).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(reset(owner, owner)).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(reset(owner, rider)).rejects.toMatchObject({ code: "PERSON_NOT_FOUND" });
});
