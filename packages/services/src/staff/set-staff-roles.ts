import { STAFF_ROLES, type StaffRole } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { idSchema, reasonSchema } from "@atlas/core/fields";
import { sessions, staffRoles } from "@atlas/db/schema/identity";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { recordAct } from "../access/record-act.ts";
import { requireReason } from "../access/require-reason.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { sweepEndedSessions } from "../ops/sweep-ended-sessions.ts";
import { lockOwners } from "../standing/lock-owners.ts";
import { lockPerson, personNotFound } from "../standing/lock-person.ts";
import { useCase } from "../use-case.ts";
import type { StaffContext } from "./staff-context.ts";

/** A set: the order in which a page sends them means nothing. */
export const staffRolesSchema = z
  .array(z.enum(STAFF_ROLES))
  .max(STAFF_ROLES.length)
  .transform((roles): StaffRole[] => STAFF_ROLES.filter((role) => roles.includes(role)));

/**
 * Gives an operator exactly these roles; none leaves them without any right. It ends their sessions with the commit, so that nothing goes
 * on with a right that was taken away. The same roles again change nothing. There always is an owner who can sign in.
 */
export const setStaffRoles = useCase({
  kind: "command",
  permission: "staff.manage",
  idempotency: "repeatable",
  isAudited: true,
  input: z.object({ userId: idSchema, roles: staffRolesSchema, reason: reasonSchema }),
  refusals: ["REASON_REQUIRED", "PERSON_NOT_FOUND", "LAST_OWNER"],
  async run(ctx: StaffContext, actor, input): Promise<{ readonly roles: readonly StaffRole[] }> {
    const reason = requireReason(input.reason);
    const { userId, roles } = input;
    await inTransaction({ ...ctx, db: ctx.identityDb }, async (tx) => {
      const person = await lockPerson(tx, userId);
      if (person.role !== "admin") throw personNotFound();
      const owners = await lockOwners(tx, ctx);
      const rows = await tx.select({ role: staffRoles.role }).from(staffRoles).where(eq(staffRoles.userId, userId));
      const before = STAFF_ROLES.filter((role) => rows.some((row) => row.role === role));
      if (before.join() === roles.join()) return;
      const isOwnerless = !roles.includes("owner") && owners.every((owner) => owner === userId);
      if (isOwnerless) throw new DomainError("LAST_OWNER", "Make somebody else an owner first.");
      await tx.delete(staffRoles).where(eq(staffRoles.userId, userId));
      if (roles.length > 0) await tx.insert(staffRoles).values(roles.map((role) => ({ userId, role })));
      await tx.delete(sessions).where(eq(sessions.userId, userId));
      await recordAct(tx, actor, { action: "set-staff-roles", subjectId: userId, reason, before, after: roles });
      // What fails here is done by the worker's sweeper.
      tx.afterCommit(async () => void (await sweepEndedSessions(ctx, userId)));
    });
    ctx.log.info({ userId, roles, by: actor.userId }, "staff.roles-set");
    return { roles };
  },
});
