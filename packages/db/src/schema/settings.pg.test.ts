import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, type Database, disconnect } from "../connect.ts";
import { DRIVER } from "../driver.ts";
import { createTestDatabase, type TestDatabase } from "../test-database.ts";
import { citySettings } from "./settings.ts";

const AUTHOR = "00000000-0000-7000-8000-00000000000a";
const FUTURE = new Date("2100-01-01T00:00:00Z");

let database: TestDatabase;
let app: Database;
let owner: Database;
let written = 0;
beforeAll(async () => {
  database = await createTestDatabase();
  app = connect(database.url, { applicationName: "settings-test", max: 1 });
  owner = connect(database.url, { applicationName: "settings-owner", role: null, max: 1 });
  await owner[DRIVER]`
    INSERT INTO cities (id, name, currency, timezone, center_lat, center_lng, service_area, commission_bps, tax_bps,
      minimum_driver_credit_minor, adjustment_limit_minor, cancel_free_s, cancel_fee_minor, waiting_free_s,
      waiting_per_minute_minor, offer_ttl_s, offer_wave_size, search_timeout_s, search_radii_m)
    VALUES ('testville', 'Testville', 'IDR', 'UTC', 0, 0, '{}', 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, '[]')`;
  await owner[DRIVER]`
    INSERT INTO users (id, name, email, role, city_id) VALUES (${AUTHOR}, 'A', 'a@example.test', 'admin', 'testville')`;
});
afterAll(async () => {
  await Promise.all([disconnect(app), disconnect(owner)]);
  await database[Symbol.asyncDispose]();
});

function change(more: Partial<typeof citySettings.$inferInsert> = {}): typeof citySettings.$inferInsert {
  written += 1;
  return {
    id: `00000000-0000-7000-8000-0000000001${written.toString().padStart(2, "0")}`,
    cityId: "testville",
    key: "arrivalRadiusM",
    value: 200,
    effectiveFrom: FUTURE,
    authorId: AUTHOR,
    reason: "narrow streets",
    ...more,
  };
}

test("the application writes changes of settings and reads them back as they were", async () => {
  await app
    .insert(citySettings)
    .values([
      change({ key: "cashMinBalanceMinor", value: -50_000 }),
      change({ key: "searchRadiiM", value: [500, 1_000] }),
      change({ key: "isOpen", value: false }),
    ]);
  const rows = await app
    .select()
    .from(citySettings)
    .where(eq(citySettings.cityId, "testville"))
    .orderBy(asc(citySettings.id));
  expect(rows.map(({ value }) => value)).toEqual([-50_000, [500, 1_000], false]);
  expect(rows[0]).toMatchObject({ effectiveFrom: FUTURE, authorId: AUTHOR, reason: "narrow streets" });
});

test("the application may neither change nor remove a row, and its owner does not get past the trigger", async () => {
  await app.insert(citySettings).values(change());
  for (const statement of [
    "UPDATE city_settings SET value = '1'",
    "DELETE FROM city_settings",
    "TRUNCATE city_settings",
  ]) {
    await expect(app[DRIVER].unsafe(statement)).rejects.toThrow("permission denied");
    await expect(owner[DRIVER].unsafe(statement)).rejects.toThrow("append-only");
  }
});

test.each([
  ["without a reason", { reason: " \n" }, "city_settings_has_reason"],
  ["under a name that is none", { key: "arrival radius" }, "city_settings_key_is_a_name"],
  [
    "in force before it was written",
    { effectiveFrom: new Date("2020-01-01T00:00:00Z") },
    "city_settings_not_backdated",
  ],
  ["of nobody", { authorId: "00000000-0000-7000-8000-00000000000b" }, "city_settings_author_id_users_id_fk"],
  ["of no city", { cityId: "nowhere" }, "city_settings_city_id_cities_id_fk"],
])("a change %s is refused", async (_, more, constraint) => {
  await expect(app.insert(citySettings).values(change(more))).rejects.toMatchObject({
    cause: { constraint_name: constraint },
  });
});
