import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { expect, test } from "vitest";

import { connect, disconnect } from "./connect.ts";
import { logInOf, withDatabase } from "./database-url.ts";
import { DRIVER } from "./driver.ts";
import { migrate } from "./migrate.ts";
import { createTestDatabase } from "./test-database.ts";

/** Of two hosts: one where nobody listens, and the server of the URL. */
function behindAnother(databaseUrl: string): string {
  const { host } = new URL(databaseUrl);
  return databaseUrl.replace(`@${host}`, `@127.0.0.1:1,${host}`);
}

test("a database is made, migrated and given its log-in at an address of several hosts", async () => {
  const serverUrl = behindAnother(process.env["ATLAS_TEST_DATABASE_URL"] ?? "");
  await using database = await createTestDatabase(serverUrl);
  expect(database.url).toContain("127.0.0.1:1,");
  const name = `atlas_test_login_${randomBytes(4).toString("hex")}`;
  const { username, password } = logInOf(database.url);
  const serversUrl = database.url.replace(`//${username}:${password}@`, `//${name}:secret@`);
  await migrate(database.url, { logins: { serversUrl } });
  const db = connect(serversUrl, { applicationName: "hosts-test", use: "commands", max: 1 });
  expect(await db[DRIVER]`SELECT current_user AS role`).toEqual([{ role: "atlas_app" }]);
  await disconnect(db);
  const owner = postgres(database.url, { max: 1 });
  await owner.unsafe(`DROP ROLE ${name}`);
  await owner.end();
});

test("a server that may only be read is not migrated", async () => {
  await using database = await createTestDatabase();
  const owner = postgres(withDatabase(database.url, "postgres"), { max: 1 });
  const name = new URL(database.url).pathname.slice(1);
  await owner.unsafe(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
  await expect(migrate(behindAnother(database.url))).rejects.toMatchObject({ code: "CONNECTION_DESTROYED" });
  await owner.end();
});
