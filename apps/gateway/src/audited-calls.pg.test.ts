import { queryOne } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { addressedProcedures } from "./authorisation/addressed.ts";
import { EXAMPLES } from "./authorisation/examples.ts";
import { NOBODYS } from "./authorisation/check-line.ts";
import { Stage } from "./authorisation/stage.ts";
import { type Outcome, overHttp } from "./authorisation/transports.ts";
import { startTestGateway, type TestGateway, type TestUser } from "./test-gateway.ts";

const audited = addressedProcedures().flatMap(({ key, contract }) =>
  contract.kind === "command" && contract.isAudited ? [key] : [],
);

let atlas: TestGateway;
let stage: Stage;
let admin: TestUser;
beforeAll(async () => {
  atlas = await startTestGateway();
  stage = await Stage.set(atlas);
  admin = await atlas.createUser("admin");
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

/** The command by an operator, about something that others have made. */
async function act(path: string, subject: string): Promise<Outcome> {
  const example = EXAMPLES[path];
  if (example === undefined) throw new Error(`${path} has no example`);
  const input = await example.input(subject, stage, admin.userId);
  return await overHttp(atlas.url, admin.token)({ path, type: "mutation" }, input);
}

const countsRow = z.object({ acts: z.int(), inItsTransaction: z.int(), address: z.string().nullable() });

/** Rows of the admin in the audit log, and rows that were written in the transaction of the newest. */
async function countActs(): Promise<z.infer<typeof countsRow>> {
  const written = [
    "ledger.idempotency",
    "ledger.accounts",
    "ledger.holds",
    "ledger.adjustments",
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
  "%s leaves one row in the audit log, in its own transaction, with the address of the call",
  async (path) => {
    const subject = (await EXAMPLES[path]?.subject(stage, "rider")) ?? "";
    const before = await countActs();
    expect(await act(path, subject)).toEqual({ code: "OK", message: "" });
    const after = await countActs();
    expect(after.acts).toBe(before.acts + 1);
    expect(after.inItsTransaction).toBeGreaterThan(0);
    expect(after.address).toMatch(/^(127\.0\.0\.1|::1)$/);
  },
);

test.each(audited)("%s leaves none when it is refused", async (path) => {
  const before = await countActs();
  expect((await act(path, NOBODYS)).code).not.toBe("OK");
  expect((await countActs()).acts).toBe(before.acts);
});
