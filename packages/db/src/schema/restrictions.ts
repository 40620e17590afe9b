import { RESTRICTION_KINDS } from "@atlas/core/people/restriction";
import { sql } from "drizzle-orm";
import { check, index, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { users } from "./identity.ts";

const at = (name: string) => timestamp(name, { withTimezone: true });

/**
 * Every block and suspension of a person. One holds while it is not lifted and `until` has not passed; at most one is not lifted per
 * person.
 */
export const restrictions = pgTable(
  "restrictions",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    kind: text("kind", { enum: RESTRICTION_KINDS }).notNull(),
    /** The person reads it. */
    reason: text("reason").notNull(),
    /** Null where somebody did it who holds the database, by `npm run operator`. */
    placedBy: uuid("placed_by").references(() => users.id),
    placedAt: at("placed_at").notNull(),
    /** When it ends by itself; null where somebody has to lift it. */
    until: at("until"),
    liftedAt: at("lifted_at"),
    /** Null while nobody has, and as above. */
    liftedBy: uuid("lifted_by").references(() => users.id),
    liftReason: text("lift_reason"),
  },
  (table) => [
    uniqueIndex("restrictions_one_per_user")
      .on(table.userId)
      .where(sql`lifted_at IS NULL`),
    index("restrictions_user_idx").on(table.userId, table.id),
    check("restrictions_kind_known", sql`kind IN ('block', 'suspension')`),
    check("restrictions_has_reason", sql`reason ~ '[^[:space:]]'`),
    check("restrictions_lifted_by_somebody", sql`lifted_at IS NOT NULL OR lifted_by IS NULL`),
  ],
);
