import { ECDH } from "node:crypto";
import { DomainError } from "@atlas/core/errors";
import { NOTICE_LOCALES } from "@atlas/core/push/notice";
import { isPushService } from "@atlas/core/push/push-service";
import type { Transaction } from "@atlas/db/connect";
import { pushSubscriptions } from "@atlas/db/schema/notifications";
import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";
import type { PushContext } from "./push-context.ts";

/** The one that was not opened for longest makes room for another. */
export const MAX_DEVICES = 10;

const endpointSchema = z.url({ protocol: /^https$/ }).max(1_000);

/**
 * Lets the caller be notified on this browser, in the language of the app there, until its session ends. Said again, it renews: browsers
 * change their addresses.
 */
export const subscribe = useCase({
  kind: "command",
  permission: "notifications.manage",
  idempotency: "repeatable",
  isAudited: false,
  input: z.object({
    endpoint: endpointSchema,
    p256dh: z.string().max(100).refine(isPublicKey, "This is no public key of P-256."),
    auth: z
      .string()
      .max(22)
      .regex(/^[\w-]{22}$/, "These are no 16 bytes in base64url."),
    locale: z.enum(NOTICE_LOCALES),
  }),
  refusals: ["PUSH_SERVICE_UNKNOWN"],
  async run(
    ctx: Pick<ServiceContext, "db" | "clock" | "newId"> & PushContext,
    { userId, sessionId },
    input,
  ): Promise<{ readonly isSubscribed: true }> {
    if (!isPushService(input.endpoint, ctx.push.testHost)) {
      throw new DomainError("PUSH_SERVICE_UNKNOWN", "This browser's push service is not one that Atlas knows.");
    }
    if (sessionId === undefined) throw new DomainError("UNAUTHENTICATED", "Sign in on this device first.");
    const row = { userId, sessionId, ...input, renewedAt: ctx.clock() };
    await ctx.db.transaction(async (tx) => {
      await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended('push ' || ${userId}, 0))`);
      await tx
        .insert(pushSubscriptions)
        .values({ id: ctx.newId(), createdAt: row.renewedAt, ...row })
        .onConflictDoUpdate({ target: pushSubscriptions.endpoint, set: row });
      await dropSurplus(tx, userId);
    });
    return { isSubscribed: true };
  },
});

/** Notifies the caller on this browser no more. */
export const unsubscribe = useCase({
  kind: "command",
  permission: "notifications.manage",
  idempotency: "repeatable",
  isAudited: false,
  input: z.object({ endpoint: endpointSchema }),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db">, { userId }, { endpoint }): Promise<{ readonly isSubscribed: false }> {
    await ctx.db
      .delete(pushSubscriptions)
      .where(and(eq(pushSubscriptions.userId, userId), eq(pushSubscriptions.endpoint, endpoint)));
    return { isSubscribed: false };
  },
});

async function dropSurplus(tx: Transaction, userId: string): Promise<void> {
  const surplus = tx
    .select({ id: pushSubscriptions.id })
    .from(pushSubscriptions)
    .where(eq(pushSubscriptions.userId, userId))
    .orderBy(desc(pushSubscriptions.renewedAt), desc(pushSubscriptions.id))
    .offset(MAX_DEVICES);
  await tx.delete(pushSubscriptions).where(inArray(pushSubscriptions.id, surplus));
}

function isPublicKey(text: string): boolean {
  if (!/^[\w-]{87}$/.test(text)) return false;
  try {
    ECDH.convertKey(text, "prime256v1", "base64url", "base64url", "uncompressed");
    return true;
  } catch {
    return false;
  }
}
