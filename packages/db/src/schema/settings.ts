import { sql } from "drizzle-orm";
import { check, index, jsonb, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { cities } from "./cities.ts";
import { databaseTime } from "./database-time.ts";
import { users } from "./identity.ts";

/**
 * Append-only: every change of a setting of a city, in force from `effectiveFrom` until the next one of its key
 * (`settingsAt` of core). Ids are UUIDv7: of two rows with the same date the later written one holds. No row takes effect
 * before it was written, so that what held in the past stays what it was; the minute is for clocks that differ.
 */
export const citySettings = pgTable(
  "city_settings",
  {
    id: uuid("id").primaryKey(),
    cityId: text("city_id")
      .notNull()
      .references(() => cities.id),
    key: text("key").notNull(),
    /** As the schema of the key takes it; amounts are whole numbers. */
    value: jsonb("value").$type<unknown>().notNull(),
    effectiveFrom: timestamp("effective_from", { withTimezone: true }).notNull(),
    authorId: uuid("author_id")
      .notNull()
      .references(() => users.id),
    reason: text("reason").notNull(),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().default(databaseTime),
  },
  (table) => [
    index("city_settings_city_idx").on(table.cityId, table.key, table.effectiveFrom),
    check("city_settings_key_is_a_name", sql`key ~ '^[a-z][A-Za-z0-9]{1,63}$'`),
    check("city_settings_has_reason", sql`reason ~ '[^[:space:]]'`),
    check("city_settings_not_backdated", sql`effective_from >= created_at - interval '1 minute'`),
  ],
);
