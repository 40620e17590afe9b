import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { databaseTime } from "./database-time.ts";

const at = (name: string) => timestamp(name, { withTimezone: true });

/** Jobs that must follow a committed change. Written in its transaction, published by the relay, at least once. */
export const outbox = pgTable(
  "outbox",
  {
    id: uuid("id").primaryKey(),
    cityId: text("city_id").notNull(),
    job: text("job").notNull(),
    payload: jsonb("payload").notNull(),
    createdAt: at("created_at").notNull(),
    /** Not to be worked on before this instant; handed to the queue as a delay. */
    dueAt: at("due_at").notNull(),
    publishedAt: at("published_at"),
    publications: integer("publications").notNull().default(0),
    /** W3C trace context of the code that enqueued the job; null when nothing is traced. */
    traceparent: text("traceparent"),
  },
  (table) => [
    index("outbox_unpublished_idx")
      .on(table.createdAt)
      .where(sql`published_at IS NULL`),
    index("outbox_published_idx")
      .on(table.publishedAt)
      .where(sql`published_at IS NOT NULL`),
  ],
);

/** A receipt per consumer and message, written with the effect: the second delivery finds it and does nothing. */
export const inbox = pgTable(
  "inbox",
  {
    consumer: text("consumer").notNull(),
    messageId: text("message_id").notNull(),
    processedAt: at("processed_at").notNull().default(databaseTime),
  },
  (table) => [
    primaryKey({ columns: [table.consumer, table.messageId] }),
    index("inbox_processed_idx").on(table.processedAt),
  ],
);

/** What can never succeed, with its reason, until somebody replays or discards it. */
export const deadLetters = pgTable(
  "dead_letters",
  {
    id: uuid("id").primaryKey(),
    queue: text("queue").notNull(),
    job: text("job").notNull(),
    messageId: text("message_id"),
    payload: jsonb("payload"),
    code: text("code").notNull(),
    reason: text("reason").notNull(),
    orderId: uuid("order_id"),
    failedAt: at("failed_at").notNull(),
    replayedAt: at("replayed_at"),
    replayedBy: uuid("replayed_by"),
  },
  (table) => [
    index("dead_letters_open_idx")
      .on(table.failedAt)
      .where(sql`replayed_at IS NULL`),
    index("dead_letters_order_idx").on(table.orderId),
  ],
);

/**
 * Calls that came with an idempotency key, and what was returned, so that a repeat gets the first response. Without a response, a call is
 * in progress or has died.
 */
export const keyedCalls = pgTable(
  "keyed_calls",
  {
    actorId: uuid("actor_id").notNull(),
    operation: text("operation").notNull(),
    key: text("key").notNull(),
    /** SHA-256 of what was asked, in hexadecimal digits. */
    contentHash: text("content_hash").notNull(),
    claimedAt: at("claimed_at").notNull(),
    /** The code of a refusal; null for a result. */
    refusal: text("refusal"),
    /** JSON; null until there is a response. */
    body: text("body"),
  },
  (table) => [
    primaryKey({ columns: [table.actorId, table.operation, table.key] }),
    index("keyed_calls_claimed_idx").on(table.claimedAt),
    check("keyed_calls_bounded", sql`length(key) <= 128 AND length(operation) <= 128 AND octet_length(body) <= 65536`),
  ],
);
