import { index, pgTable, text, timestamp, unique, uuid } from "drizzle-orm/pg-core";
import { databaseTime } from "./database-time.ts";
import { users } from "./identity.ts";

const at = (name: string) => timestamp(name, { withTimezone: true });

/** Browsers on which a person has signed in before. The browser keeps the token; here is only its hash. */
export const knownDevices = pgTable(
  "known_devices",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** SHA-256 of the token, base64url. One browser may be known to several people. */
    tokenHash: text("token_hash").notNull(),
    userAgent: text("user_agent"),
    createdAt: at("created_at").notNull().default(databaseTime),
    lastSeenAt: at("last_seen_at").notNull().default(databaseTime),
  },
  (table) => [
    unique("known_devices_user_token_unique").on(table.userId, table.tokenHash),
    index("known_devices_seen_idx").on(table.lastSeenAt),
  ],
);
