import { NOTICE_KINDS, type NoticeKind } from "@atlas/core/push/notice";
import type { Queryable } from "@atlas/db/connect";
import { notificationSettings } from "@atlas/db/schema/notifications";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";
import type { PushContext } from "./push-context.ts";

export interface NotificationSettings {
  /** What browsers subscribe with; null where this installation pushes nothing. */
  readonly publicKey: string | null;
  /** Which kinds the caller wants, on each of their devices. */
  readonly kinds: { readonly [K in NoticeKind]: boolean };
}

type SettingsContext = Pick<ServiceContext, "db" | "clock"> & PushContext;

/** What the caller is notified of. */
export const readNotificationSettings = useCase({
  kind: "query",
  permission: "notifications.manage",
  input: z.object({}),
  refusals: [],
  async run(ctx: SettingsContext, { userId }): Promise<NotificationSettings> {
    return viewOf(ctx, await readMuted(ctx.db, userId));
  },
});

/** Turns one kind of notification on or off for the caller. */
export const changeNotification = useCase({
  kind: "command",
  permission: "notifications.manage",
  idempotency: "repeatable",
  isAudited: false,
  input: z.object({ kind: z.enum(NOTICE_KINDS), isOn: z.boolean() }),
  refusals: [],
  async run(ctx: SettingsContext, { userId }, { kind, isOn }): Promise<NotificationSettings> {
    const updatedAt = ctx.clock();
    const without = sql`array_remove(${notificationSettings.muted}, ${kind})`;
    const [changed] = await ctx.db
      .insert(notificationSettings)
      .values({ userId, muted: isOn ? [] : [kind], updatedAt })
      .onConflictDoUpdate({
        target: notificationSettings.userId,
        set: { muted: isOn ? without : sql`array_append(${without}, ${kind})`, updatedAt },
      })
      .returning({ muted: notificationSettings.muted });
    return viewOf(ctx, changed?.muted ?? []);
  },
});

/** The kinds that a person does not want. */
export async function readMuted(db: Queryable, userId: string): Promise<readonly NoticeKind[]> {
  const [row] = await db
    .select({ muted: notificationSettings.muted })
    .from(notificationSettings)
    .where(eq(notificationSettings.userId, userId));
  return row?.muted ?? [];
}

function viewOf({ push }: PushContext, muted: readonly NoticeKind[]): NotificationSettings {
  const isOn = (kind: NoticeKind): boolean => !muted.includes(kind);
  return {
    publicKey: push.publicKey,
    kinds: {
      matched: isOn("matched"),
      arriving: isOn("arriving"),
      arrived: isOn("arrived"),
      cancelled: isOn("cancelled"),
      receipt: isOn("receipt"),
    },
  };
}
