import { DomainError } from "@atlas/core/errors";
import { cityIdSchema, reasonSchema } from "@atlas/core/fields";
import { emailAddressSchema, personNameSchema } from "@atlas/core/profile-fields";
import { z } from "zod";
import { requireReason } from "../access/require-reason.ts";
import { addMailedInvitation } from "../identity/invite-operator.ts";
import { cityRolesSchema, heldRoles, staffRolesSchema } from "../identity/staff-role-rows.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { useCase } from "../use-case.ts";
import type { StaffContext } from "./staff-context.ts";

/**
 * Makes an operator without a password and mails them a link that sets one, once and for a day. For an operator who has not used
 * theirs it mails another, and the former stops working; their roles stay as they are.
 */
export const inviteStaff = useCase({
  kind: "command",
  permission: "staff.manage",
  idempotency: "repeatable",
  isAudited: true,
  input: z.object({
    email: emailAddressSchema,
    name: personNameSchema,
    cityId: cityIdSchema,
    /** For all cities. */
    roles: staffRolesSchema,
    /** For one city each. */
    cityRoles: cityRolesSchema.optional(),
    reason: reasonSchema,
  }),
  refusals: ["REASON_REQUIRED", "CITY_NOT_FOUND", "EMAIL_IN_USE"],
  async run(ctx: StaffContext, actor, input): Promise<{ readonly userId: string }> {
    const reason = requireReason(input.reason);
    const userId = await inTransaction({ ...ctx, db: ctx.identityDb }, async (tx) => {
      const invited = await addMailedInvitation(tx, ctx, {
        ...input,
        ...heldRoles(input.roles, input.cityRoles),
        reason,
        invitedBy: actor,
      });
      if (!invited.ok) throw new DomainError("EMAIL_IN_USE", invited.error);
      return invited.value.userId;
    });
    ctx.log.info({ userId, by: actor.userId }, "staff.invited");
    return { userId };
  },
});
