import { DomainError } from "@atlas/core/errors";
import { idSchema, reasonSchema } from "@atlas/core/fields";
import { sessions, staffRoles } from "@atlas/db/schema/identity";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { recordAct } from "../access/record-act.ts";
import { requireReason } from "../access/require-reason.ts";
import {
  cityRolesSchema,
  type HeldRoles,
  heldRoles,
  readHeldRoles,
  rolesInWords,
  staffRolesSchema,
  writeHeldRoles,
} from "../identity/staff-role-rows.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { sweepEndedSessions } from "../ops/sweep-ended-sessions.ts";
import { lockOwners } from "../standing/lock-owners.ts";
import { lockPerson, personNotFound } from "../standing/lock-person.ts";
import { useCase } from "../use-case.ts";
import type { StaffContext } from "./staff-context.ts";

/**
 * Gives an operator exactly these roles, for all cities or for one; none leaves them without any right. It ends their sessions with the commit, so that nothing goes
 * on with a right that was taken away. The same roles again change nothing. There always is an owner who can sign in.
 */
export const setStaffRoles = useCase({
  kind: "command",
  permission: "staff.manage",
  idempotency: "repeatable",
  isAudited: true,
  input: z.object({
    userId: idSchema,
    /** For all cities. */
    roles: staffRolesSchema,
    /** For one city each. */
    cityRoles: cityRolesSchema.optional(),
    reason: reasonSchema,
  }),
  refusals: ["REASON_REQUIRED", "PERSON_NOT_FOUND", "LAST_OWNER", "CITY_NOT_FOUND"],
  async run(ctx: StaffContext, actor, input): Promise<HeldRoles> {
    const reason = requireReason(input.reason);
    const { userId } = input;
    const held = heldRoles(input.roles, input.cityRoles);
    await inTransaction({ ...ctx, db: ctx.identityDb }, async (tx) => {
      const person = await lockPerson(tx, userId);
      if (person.role !== "admin") throw personNotFound();
      const owners = await lockOwners(tx, ctx);
      const [before, after] = [rolesInWords(await readHeldRoles(tx, userId)), rolesInWords(held)];
      if (before.join() === after.join()) return;
      const isOwnerless = !held.roles.includes("owner") && owners.every((owner) => owner === userId);
      if (isOwnerless) throw new DomainError("LAST_OWNER", "Make somebody else an owner first.");
      await tx.delete(staffRoles).where(eq(staffRoles.userId, userId));
      await writeHeldRoles(tx, { ...held, userId, at: ctx.clock() });
      await tx.delete(sessions).where(eq(sessions.userId, userId));
      await recordAct(tx, actor, { action: "set-staff-roles", subjectId: userId, reason, before, after });
      // What fails here is done by the worker's sweeper.
      tx.afterCommit(async () => void (await sweepEndedSessions(ctx, userId)));
    });
    ctx.log.info({ userId, roles: rolesInWords(held), by: actor.userId }, "staff.roles-set");
    return held;
  },
});
