import { FlakyProxy } from "@atlas/faults/flaky-proxy";
import { expect, test } from "vitest";
import { DRIVER } from "./driver.ts";
import { PoolGroup } from "./pool-group.ts";
import { createTestDatabase } from "./test-database.ts";

test("a connection that has gone silent in one pool has the idle ones of all replaced", async () => {
  await using database = await createTestDatabase();
  await using proxy = await FlakyProxy.before(database.url);
  const group = new PoolGroup(proxy.url, "pool-group-test");
  const [{ [DRIVER]: health }, { [DRIVER]: commands }] = [group.open("health"), group.open("commands")];
  await commands`SELECT 1`;
  await health`SELECT 1`;
  proxy.silence();
  await expect(health`SELECT 1`).rejects.toMatchObject({ code: "CONNECTION_SILENT" });
  expect(await commands`SELECT 1 AS one`).toEqual([{ one: 1 }]);
  await group.disconnect(500);
});
