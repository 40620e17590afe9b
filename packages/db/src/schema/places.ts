import { SAVED_PLACE_KINDS } from "@atlas/core/places/saved-place";
import { sql } from "drizzle-orm";
import { doublePrecision, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { databaseTime } from "./database-time.ts";
import { users } from "./identity.ts";

const at = (name: string) => timestamp(name, { withTimezone: true }).notNull().default(databaseTime);
const ofUser = () => uuid("user_id").references(() => users.id, { onDelete: "cascade" });

/** A rider's home and work, one of each, and places under names of their own. */
export const savedPlaces = pgTable(
  "saved_places",
  {
    id: uuid("id").primaryKey(),
    userId: ofUser().notNull(),
    kind: text("kind", { enum: SAVED_PLACE_KINDS }).notNull(),
    /** Null for home and work, which have theirs in each language. */
    name: text("name"),
    label: text("label").notNull(),
    lat: doublePrecision("lat").notNull(),
    lng: doublePrecision("lng").notNull(),
    createdAt: at("created_at"),
    updatedAt: at("updated_at"),
  },
  (table) => [
    uniqueIndex("saved_places_kind_idx")
      .on(table.userId, table.kind)
      .where(sql`kind <> 'other'`),
    uniqueIndex("saved_places_name_idx").on(table.userId, sql`lower(${table.name})`),
  ],
);

/** Since when a rider's orders count as recent places: what was before, they have cleared. */
export const clearedPlaces = pgTable("cleared_places", {
  userId: ofUser().primaryKey(),
  clearedAt: at("cleared_at"),
});
