import { STAFF_ROLES, type StaffRole } from "@atlas/core/actor";
import { holds } from "@atlas/core/permissions";
import { queryOne } from "@atlas/db/query";
import type { Contract } from "@atlas/services/use-case";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { addressedProcedures, addressedRoutes } from "./authorisation/addressed.ts";
import { EXAMPLES } from "./authorisation/examples.ts";
import { NOBODYS } from "./authorisation/check-line.ts";
import { Stage } from "./authorisation/stage.ts";
import { type Outcome, overHttp } from "./authorisation/transports.ts";
import { startTestGateway, type TestGateway, type TestUser } from "./test-gateway.ts";

/** What an operator cannot bring to an end with the example alone; `operator-acts.pg.test.ts` of services does. */
const NEEDS_MORE: ReadonlySet<string> = new Set([
  "account.endSession",
  "account.signOutElsewhere",
  "order.endAsNoShow",
  // Only who asked for it.
  "approvals.withdraw",
]);

/** What only takes rows away, of which none is left to compare. */
const TAKES_AWAY: ReadonlySet<string> = new Set(["staff.endSessions"]);

const audited = addressedProcedures().flatMap(({ key, type, contract }) =>
  contract.isAudited === true && !NEEDS_MORE.has(key) ? [{ key, path: key.split("#", 1)[0] ?? key, type }] : [],
);

/** Commands that staff may send without a row, each with its reason. */
const UNRECORDED: Readonly<Record<string, string>> = {
  "order.quote":
    "a price that nobody has taken promises nothing and moves nothing; the order that takes it is recorded",
  "tracker.updateLocation":
    "a position is superseded within seconds, and the track of a driver keeps each with its session",
  "tracker.updateLocations": "as above",
  "post /driver/location": "as above",
  "tracker.takeOverSending": "about the caller's own phone as a driver, which an operator is not: it is always refused",
  "views.save": "how one operator looks at a list, which nobody else sees and which decides nothing",
  "views.change": "as above",
  "views.delete": "as above",
  "city.choose": "in which city one operator works, which nobody else sees and which gives no right",
  "driver.saveVehicle": "about the caller's own vehicle as a driver, which an operator is not: it is always refused",
};

function isForStaff({ permission }: Contract): boolean {
  return STAFF_ROLES.some((role) => authorises(role, permission));
}

function authorises(role: StaffRole, permission: Contract["permission"]): boolean {
  return permission !== "anyone" && holds({ userId: NOBODYS, role: "admin", staffRoles: [role] }, permission);
}

test("every command that a role of the staff may send is recorded, or it is said why it is not", () => {
  const commands = addressedProcedures().filter(({ contract }) => contract.kind === "command" && isForStaff(contract));
  const routes = addressedRoutes().filter(
    ({ route: { contract } }) => contract.kind === "command" && isForStaff(contract),
  );
  const unrecorded = [
    ...commands.filter(({ contract }) => contract.isAudited !== true).map(({ path }) => path),
    ...routes.filter(({ route }) => route.contract.isAudited !== true).map(({ key }) => key),
  ];
  expect([...new Set(unrecorded)].filter((call) => !(call in UNRECORDED))).toEqual([]);
  expect(Object.keys(UNRECORDED).filter((call) => !unrecorded.includes(call))).toEqual([]);
  expect(commands.length).toBeGreaterThan(40);
});

test("every file that a role of the staff may take out is recorded", () => {
  const files = addressedRoutes().filter(({ route }) => "stream" in route && isForStaff(route.contract));
  const unrecorded = files.filter(({ route }) => route.contract.isAudited !== true).map(({ key }) => key);
  expect(unrecorded).toEqual([]);
  expect(files.length).toBeGreaterThan(2);
});

let atlas: TestGateway;
let stage: Stage;
let admin: TestUser;
beforeAll(async () => {
  atlas = await startTestGateway();
  stage = await Stage.set(atlas);
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});
/** A new one each time: who has paid a driver something does not approve that driver's payout. */
beforeEach(async () => {
  admin = await atlas.createUser("admin");
});

/** The call by an operator, about something that others have made. */
async function act({ key, path, type }: (typeof audited)[number], subject: string): Promise<Outcome> {
  const example = EXAMPLES[key];
  if (example === undefined) throw new Error(`${key} has no example`);
  const input = await example.input(subject, stage, admin.userId);
  return await overHttp(atlas.url, admin.token)({ path, type }, input);
}

const countsRow = z.object({ acts: z.int(), inItsTransaction: z.int(), address: z.string().nullable() });

/** Rows of the admin in the audit log, and rows that were written in the transaction of the newest. */
async function countActs(): Promise<z.infer<typeof countsRow>> {
  const written = [
    "ledger.idempotency",
    "ledger.accounts",
    "ledger.holds",
    "ledger.adjustments",
    "ledger.approval_requests",
    "ledger.payouts",
    "ledger.payout_batches",
    "ledger.bank_accounts",
    "dead_letters",
    "city_settings",
    "cities",
    "restrictions",
    "users",
    "staff_roles",
    "alerts",
    "orders",
    "drivers",
  ];
  const rows = sql.raw(written.map((table) => `SELECT xmin FROM ${table}`).join(" UNION ALL "));
  return await queryOne(
    atlas.db,
    countsRow,
    sql`
      SELECT (SELECT count(*) FROM ledger.audit_log WHERE actor_id = ${admin.userId})::int AS acts,
        (SELECT count(*) FROM (${rows}) w WHERE w.xmin =
          (SELECT l.xmin FROM ledger.audit_log l ORDER BY l.id DESC LIMIT 1))::int AS "inItsTransaction",
        (SELECT l.address FROM ledger.audit_log l ORDER BY l.id DESC LIMIT 1) AS address`,
  );
}

test.each(audited)(
  "$key leaves one row in the audit log, in its own transaction, with the address of the call",
  async (call) => {
    const subject = (await EXAMPLES[call.key]?.subject(stage, "rider")) ?? "";
    const before = await countActs();
    expect(await act(call, subject)).toMatchObject({ code: "OK" });
    const after = await countActs();
    expect(after.acts).toBe(before.acts + 1);
    expect(after.address).toMatch(/^(127\.0\.0\.1|::1)$/);
    // A file changes nothing: its row stands alone.
    if (call.type === "mutation" && !TAKES_AWAY.has(call.key)) expect(after.inItsTransaction).toBeGreaterThan(0);
  },
);

/** It names no object that could be missing. */
const aboutSomething = audited.filter(({ key }) => key !== "wallet.journalCsv");

test.each(aboutSomething)("$key leaves none when it is refused", async (call) => {
  const before = await countActs();
  expect((await act(call, NOBODYS)).code).not.toBe("OK");
  expect((await countActs()).acts).toBe(before.acts);
});
