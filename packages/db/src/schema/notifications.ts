import { NOTICE_KINDS, NOTICE_LOCALES } from "@atlas/core/push/notice";
import { index, pgTable, text, timestamp, unique, uuid } from "drizzle-orm/pg-core";
import { databaseTime } from "./database-time.ts";
import { sessions, users } from "./identity.ts";

const at = (name: string) => timestamp(name, { withTimezone: true }).notNull().default(databaseTime);

/** Browsers that are notified of their rider's trips, for as long as the session lasts in which they asked for it. */
export const pushSubscriptions = pgTable(
  "push_subscriptions",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** However it ends, nobody is notified there any more. */
    sessionId: uuid("session_id")
      .notNull()
      .references(() => sessions.id, { onDelete: "cascade" }),
    /** Who has the address and the keys can send to this browser. */
    endpoint: text("endpoint").notNull(),
    p256dh: text("p256dh").notNull(),
    auth: text("auth").notNull(),
    /** The language of the app on this device. */
    locale: text("locale", { enum: NOTICE_LOCALES }).notNull(),
    createdAt: at("created_at"),
    renewedAt: at("renewed_at"),
  },
  (table) => [
    // A browser belongs to the person who signed in there last.
    unique("push_subscriptions_endpoint_unique").on(table.endpoint),
    index("push_subscriptions_user_idx").on(table.userId),
    index("push_subscriptions_session_idx").on(table.sessionId),
  ],
);

/** What a person does not want to be notified of; somebody without a row wants all of it. */
export const notificationSettings = pgTable("notification_settings", {
  userId: uuid("user_id")
    .primaryKey()
    .references(() => users.id, { onDelete: "cascade" }),
  muted: text("muted", { enum: NOTICE_KINDS }).array().notNull(),
  updatedAt: at("updated_at"),
});
