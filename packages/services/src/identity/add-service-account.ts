import { cityIdSchema, reasonSchema } from "@atlas/core/fields";
import { z } from "zod";
import { requireReason } from "../access/require-reason.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { useCase } from "../use-case.ts";
import { type IssuedKey, keyDaysSchema, openServiceAccount, serviceNameSchema } from "./service-accounts.ts";
import type { ServiceAccountContext } from "./service-account-context.ts";

/** Makes an account for a fleet's or a partner's system. The answer has its key, which nobody sees again. */
export const addServiceAccount = useCase({
  kind: "command",
  permission: "services.manage",
  idempotency: "once",
  isAudited: true,
  input: z.object({ name: serviceNameSchema, cityId: cityIdSchema, lastsDays: keyDaysSchema, reason: reasonSchema }),
  refusals: ["REASON_REQUIRED", "CITY_NOT_FOUND", "SERVICE_ACCOUNT_EXISTS"],
  async run(ctx: ServiceAccountContext, actor, { reason, ...account }): Promise<IssuedKey> {
    const why = { by: actor, reason: requireReason(reason) };
    const identity = { ...ctx, db: ctx.identityDb };
    const issued = await inTransaction(identity, async (tx) => openServiceAccount(tx, ctx, account, why));
    ctx.log.info({ userId: issued.userId, by: actor.userId }, "service-account.added");
    return issued;
  },
});
