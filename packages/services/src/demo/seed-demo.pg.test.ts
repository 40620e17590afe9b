import { connect, disconnect } from "@atlas/db/connect";
import { credentials, users } from "@atlas/db/schema/identity";
import { createTestDatabase } from "@atlas/db/test-database";
import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { seedDemo } from "./seed-demo.ts";

test("seeding twice leaves one city and one account of each role, with money and a vehicle", async () => {
  await using database = await createTestDatabase();
  const first = await seedDemo(database.url);
  expect(await seedDemo(database.url)).toEqual(first);
  expect(first.rider.email).toBe("rider@atlas.test");
  const db = connect(database.url, { applicationName: "seed-test", max: 2, role: null });
  const seeded = await db.select({ role: users.role, email: users.email }).from(users);
  expect(seeded.map(({ role }) => role).toSorted()).toEqual(["admin", "driver", "rider", "service"]);
  const [credential] = await db
    .select({ password: credentials.password })
    .from(credentials)
    .innerJoin(users, eq(users.id, credentials.userId))
    .where(eq(users.email, first.rider.email));
  expect(credential?.password).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/);
  const wallets = sql`SELECT kind::text, posted FROM ledger.accounts WHERE owner_id IS NOT NULL ORDER BY kind`;
  expect(await db.execute(wallets)).toEqual([
    { kind: "driver_wallet", posted: 200_000n },
    { kind: "rider_wallet", posted: 1_000_000n },
  ]);
  await disconnect(db);
});

test("what an older Atlas gave to the demo accounts stays as it is", async () => {
  await using database = await createTestDatabase();
  const first = await seedDemo(database.url);
  const db = connect(database.url, { applicationName: "seed-test", role: null, max: 1 });
  await db.execute(sql`UPDATE ledger.idempotency SET payload_hash = sha256('another amount or reason')`);
  expect(await seedDemo(database.url)).toEqual(first);
  const moved = await db.execute(sql`SELECT count(*)::integer AS transfers FROM ledger.transfers`);
  expect(moved).toEqual([{ transfers: 2 }]);
  await disconnect(db);
});
