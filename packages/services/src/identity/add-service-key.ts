import { idSchema, reasonSchema } from "@atlas/core/fields";
import { z } from "zod";
import { requireReason } from "../access/require-reason.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { useCase } from "../use-case.ts";
import type { ServiceAccountContext } from "./service-account-context.ts";
import { addKey, type IssuedKey, keyDaysSchema } from "./service-accounts.ts";

/** One more key of a service account, beside the one in use. The answer has it, and nobody sees it again. */
export const addServiceKey = useCase({
  kind: "command",
  permission: "services.manage",
  idempotency: "once",
  isAudited: true,
  input: z.object({ userId: idSchema, lastsDays: keyDaysSchema, reason: reasonSchema }),
  refusals: ["REASON_REQUIRED", "SERVICE_ACCOUNT_NOT_FOUND", "SERVICE_KEYS_FULL"],
  async run(ctx: ServiceAccountContext, actor, { reason, ...asked }): Promise<IssuedKey> {
    const why = { by: actor, reason: requireReason(reason) };
    const issued = await inTransaction({ ...ctx, db: ctx.identityDb }, async (tx) => addKey(tx, ctx, asked, why));
    ctx.log.info({ userId: issued.userId, keyId: issued.keyId, by: actor.userId }, "service-account.key-added");
    return issued;
  },
});
