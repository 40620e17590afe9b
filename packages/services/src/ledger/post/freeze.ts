import type { Actor } from "@atlas/core/actor";
import { idSchema, operatorKeySchema, reasonSchema } from "@atlas/core/fields";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { requireReason } from "../../access/require-reason.ts";
import type { ServiceContext } from "../../context.ts";
import { useCase } from "../../use-case.ts";
import { announceAccounts } from "./announce-accounts.ts";
import { operatorKey } from "./operator-posting.ts";
import { ledgerRefusal } from "./refusal.ts";
import { runLedger } from "./run-ledger.ts";

const frozenRow = z.object({ refusal: z.string().nullable(), is_frozen: z.boolean() });

const freezeFields = {
  accountId: idSchema,
  reason: reasonSchema,
  /** With one, a late repeat does not undo what was decided meanwhile. */
  idempotencyKey: operatorKeySchema.optional(),
};
type Freeze = z.output<z.ZodObject<typeof freezeFields>> & { readonly isFrozen: boolean };

export interface FrozenView {
  readonly accountId: string;
  readonly isFrozen: boolean;
}

/** Stops an account: no debit, no credit, no hold until it is unfrozen. Freezing a frozen account changes nothing. */
export const freezeAccount = useCase({
  kind: "command",
  permission: "ledger.decide",
  idempotency: "key",
  isAudited: true,
  input: z.object(freezeFields),
  refusals: ["REASON_REQUIRED", "ACCOUNT_NOT_FOUND", "DEBT_ACCOUNT"],
  async run(ctx: Pick<ServiceContext, "db" | "events">, actor, input): Promise<FrozenView> {
    return await setFrozen(ctx, actor, { ...input, isFrozen: true });
  },
});

/** Lets an account be posted to again. */
export const unfreezeAccount = useCase({
  kind: "command",
  permission: "ledger.decide",
  idempotency: "key",
  isAudited: true,
  input: z.object(freezeFields),
  refusals: ["REASON_REQUIRED", "ACCOUNT_NOT_FOUND", "DEBT_ACCOUNT"],
  async run(ctx: Pick<ServiceContext, "db" | "events">, actor, input): Promise<FrozenView> {
    return await setFrozen(ctx, actor, { ...input, isFrozen: false });
  },
});

async function setFrozen(
  ctx: Pick<ServiceContext, "db" | "events">,
  actor: Actor,
  { accountId, reason, idempotencyKey, isFrozen }: Freeze,
): Promise<FrozenView> {
  const given = requireReason(reason);
  const key = idempotencyKey === undefined ? null : operatorKey(idempotencyKey);
  const [row] = await runLedger(
    { ...ctx, actor },
    frozenRow,
    sql`
      SELECT refusal, is_frozen FROM ledger.set_frozen(${key}, ${accountId}, ${isFrozen}, ${given}, ${actor.userId})`,
  );
  if (!row) throw new Error("ledger.set_frozen answered nothing");
  if (row.refusal !== null) throw ledgerRefusal(row.refusal);
  await announceAccounts(ctx, [accountId]);
  return { accountId, isFrozen: row.is_frozen };
}
