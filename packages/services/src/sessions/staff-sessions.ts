import type { Database } from "@atlas/db/connect";
import { databaseTime } from "@atlas/db/schema/database-time";
import { sessions, users } from "@atlas/db/schema/identity";
import { and, eq, gt, inArray, lt, lte, ne, notInArray, or, type SQL, sql } from "drizzle-orm";

/** Operators sign in again after so long without a touch of the keyboard, and at the latest after a long shift. */
const STAFF_IDLE_MIN = 30;
const STAFF_LONGEST_H = 12;
/** Riders and drivers sign in again after so long in any case. Service accounts belong to programs. */
const LONGEST_DAYS = 90;
/** What is written of somebody who is there. */
const NOTED_EVERY_S = 60;

function ago(count: number, unit: "days" | "hours" | "mins" | "secs"): SQL {
  return sql`${databaseTime} - make_interval(${sql.raw(unit)} => ${count})`;
}

/** Of `sessions` joined with `users`: not of an operator who has been away for too long, and of nobody who signed in too long ago. */
export function isAttended(): SQL | undefined {
  return or(
    eq(users.role, "service"),
    and(ne(users.role, "admin"), gt(sessions.createdAt, ago(LONGEST_DAYS, "days"))),
    and(gt(sessions.updatedAt, ago(STAFF_IDLE_MIN, "mins")), gt(sessions.createdAt, ago(STAFF_LONGEST_H, "hours"))),
  );
}

/** Of `sessions`: an operator's that is left alone, or anybody's that is too old. */
export function isUnattended(db: Database): SQL | undefined {
  const staff = db.select({ id: users.id }).from(users).where(eq(users.role, "admin"));
  const services = db.select({ id: users.id }).from(users).where(eq(users.role, "service"));
  return or(
    and(
      inArray(sessions.userId, staff),
      or(lte(sessions.updatedAt, ago(STAFF_IDLE_MIN, "mins")), lte(sessions.createdAt, ago(STAFF_LONGEST_H, "hours"))),
    ),
    and(lte(sessions.createdAt, ago(LONGEST_DAYS, "days")), notInArray(sessions.userId, services)),
  );
}

/** Notes that the person of this session is there. Pages ask who is signed in when somebody uses them, and only then. */
export async function noteAttendance(db: Database, token: string): Promise<void> {
  await db
    .update(sessions)
    .set({ updatedAt: databaseTime })
    .where(and(eq(sessions.token, token), lt(sessions.updatedAt, ago(NOTED_EVERY_S, "secs"))));
}
