import type { Role } from "@atlas/core/actor";
import { idSchema } from "@atlas/core/fields";
import { ACTIVE_STATUSES } from "@atlas/core/order-status";
import type { RestrictionKind } from "@atlas/core/people/restriction";
import type { Queryable } from "@atlas/db/connect";
import { databaseTime } from "@atlas/db/schema/database-time";
import { sessions, users } from "@atlas/db/schema/identity";
import { orders } from "@atlas/db/schema/orders";
import { restrictions } from "@atlas/db/schema/restrictions";
import { shownName } from "@atlas/db/shown-name";
import { and, count, desc, eq, gt, inArray, isNull, or } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";
import { personNotFound } from "../standing/lock-person.ts";
import { findRestriction, type RestrictionView, toRestrictionView } from "../standing/restriction.ts";

/** A block or suspension of the past or of now. Times are ISO-8601. */
export interface RestrictionRecord {
  readonly restrictionId: string;
  readonly kind: RestrictionKind;
  readonly reason: string;
  /** Their name; null for somebody who holds the database (`npm run operator`). */
  readonly placedBy: string | null;
  readonly placedAt: string;
  readonly until: string | null;
  readonly liftedBy: string | null;
  readonly liftedAt: string | null;
  readonly liftReason: string | null;
}

/** A person as operators see them. */
export interface PersonView {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  readonly role: Role;
  readonly cityId: string;
  readonly createdAt: string;
  readonly deletedAt: string | null;
  /** On how many devices they are signed in. */
  readonly sessions: number;
  readonly activeOrderId: string | null;
  readonly restriction: RestrictionView | null;
  /** Newest first. */
  readonly history: readonly RestrictionRecord[];
}

const MAX_HISTORY = 50;
const placer = alias(users, "placer");
const lifter = alias(users, "lifter");

/** A person with everything that was ever put on them. */
export const getPerson = useCase({
  kind: "query",
  permission: "people.read",
  within: { userId: "person" },
  input: z.object({ userId: idSchema }),
  refusals: ["PERSON_NOT_FOUND"],
  async run(ctx: ServiceContext, _actor, { userId }): Promise<PersonView> {
    const [user] = await ctx.db
      .select({ row: users, name: shownName(users.name) })
      .from(users)
      .where(eq(users.id, userId));
    if (!user) throw personNotFound();
    const [restriction, history, signedIn, active] = await Promise.all([
      findRestriction(ctx.db, userId),
      readHistory(ctx.db, userId),
      ctx.db
        .select({ count: count() })
        .from(sessions)
        .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, databaseTime))),
      ctx.db
        .select({ id: orders.id })
        .from(orders)
        .where(
          and(
            or(eq(orders.riderId, userId), eq(orders.driverId, userId)),
            inArray(orders.status, [...ACTIVE_STATUSES]),
            isNull(orders.queuedBehind),
          ),
        )
        .limit(1),
    ]);
    const { email, phone, role, cityId, createdAt, deletedAt } = user.row;
    return {
      userId,
      name: user.name,
      email,
      phone,
      role,
      cityId,
      createdAt: createdAt.toISOString(),
      deletedAt: deletedAt?.toISOString() ?? null,
      sessions: signedIn[0]?.count ?? 0,
      activeOrderId: active[0]?.id ?? null,
      restriction: restriction && toRestrictionView(restriction),
      history,
    };
  },
});

async function readHistory(db: Queryable, userId: string): Promise<readonly RestrictionRecord[]> {
  const rows = await db
    .select({ row: restrictions, placedBy: shownName(placer.name), liftedBy: shownName(lifter.name) })
    .from(restrictions)
    .leftJoin(placer, eq(placer.id, restrictions.placedBy))
    .leftJoin(lifter, eq(lifter.id, restrictions.liftedBy))
    .where(eq(restrictions.userId, userId))
    .orderBy(desc(restrictions.id))
    .limit(MAX_HISTORY);
  return rows.map(({ row, placedBy, liftedBy }) => ({
    restrictionId: row.id,
    kind: row.kind,
    reason: row.reason,
    placedBy: row.placedBy === null ? null : placedBy,
    placedAt: row.placedAt.toISOString(),
    until: row.until?.toISOString() ?? null,
    liftedBy: row.liftedBy === null ? null : liftedBy,
    liftedAt: row.liftedAt?.toISOString() ?? null,
    liftReason: row.liftReason,
  }));
}
