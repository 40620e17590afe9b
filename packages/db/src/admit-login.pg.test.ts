import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { expect, test } from "vitest";
import { admitLogin } from "./admit-login.ts";
import { connect, disconnect } from "./connect.ts";
import { DRIVER } from "./driver.ts";
import { createTestDatabase } from "./test-database.ts";

test("an admitted log-in acts as the application and cannot become anybody else", async () => {
  await using database = await createTestDatabase();
  const name = `atlas_test_login_${randomBytes(4).toString("hex")}`;
  const url = new URL(database.url);
  url.username = name;
  url.password = encodeURIComponent("it's a / secret");
  const owner = postgres(database.url, { max: 1, onnotice: () => {} });
  try {
    await admitLogin(database.url, url.toString());
    await admitLogin(database.url, url.toString());
    const db = connect(url.toString(), { applicationName: "login-test", max: 1 });
    const sql = db[DRIVER];
    await sql`SELECT ledger.open_city_accounts('testville', 'IDR')`;
    const [{ accounts } = { accounts: 0n }] = await sql<{ accounts: bigint }[]>`
      SELECT count(*) AS accounts FROM ledger.accounts`;
    expect(accounts).toBeGreaterThan(0n);
    await sql.unsafe("SET ROLE NONE");
    for (const statement of [
      "UPDATE ledger.accounts SET posted = 1",
      "TRUNCATE ledger.transfers",
      "ALTER TABLE ledger.transfers DISABLE TRIGGER ALL",
      "SET session_replication_role = replica",
      `SET ROLE ${new URL(database.url).username}`,
    ]) {
      await expect(sql.unsafe(statement)).rejects.toThrow(/permission denied|must be owner/);
    }
    await disconnect(db);
  } finally {
    await owner.unsafe(`DROP ROLE IF EXISTS ${name}`);
    await owner.end();
  }
});

test("a superuser is not admitted", async () => {
  await using database = await createTestDatabase();
  await expect(admitLogin(database.url, database.url)).rejects.toThrow("superuser");
});
