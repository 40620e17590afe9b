import { SAVED_LISTS } from "@atlas/core/saved-view";
import { sql } from "drizzle-orm";
import { boolean, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { databaseTime } from "./database-time.ts";
import { users } from "./identity.ts";

const at = (name: string) => timestamp(name, { withTimezone: true }).notNull().default(databaseTime);

/** How an operator looks at a list, under a name of their own. At most one view of a list is the one that it opens with. */
export const savedViews = pgTable(
  "saved_views",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    list: text("list", { enum: SAVED_LISTS }).notNull(),
    name: text("name").notNull(),
    /** Filters, sorting and columns, as the address has them. */
    query: text("query").notNull(),
    isDefault: boolean("is_default").notNull().default(false),
    createdAt: at("created_at"),
    updatedAt: at("updated_at"),
  },
  (table) => [
    uniqueIndex("saved_views_name_idx").on(table.userId, table.list, table.name),
    uniqueIndex("saved_views_default_idx")
      .on(table.userId, table.list)
      .where(sql`is_default`),
  ],
);
