import { connect, disconnect } from "@atlas/db/connect";
import { createTestDatabase } from "@atlas/db/test-database";
import { expect, test } from "vitest";
import { measureTime } from "./measure-time.ts";

test("of a few round trips the quickest counts, and the time is that of its middle", async () => {
  await using database = await createTestDatabase();
  const db = connect(database.url, { applicationName: "measure-time-test", max: 1 });
  // When each of five queries is sent and returns.
  const instants = [0, 100, 200, 202, 300, 350, 400, 450, 500, 550];
  const own = { wallMs: () => 0, steadyMs: () => instants.shift() ?? Number.NaN };
  expect(await measureTime(db, own)).toEqual({ steadyMs: 201, errorMs: 1, databaseMs: expect.any(Number) });
  await disconnect(db);
});
