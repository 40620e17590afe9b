import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { announceAccounts } from "./announce-accounts.ts";
import { operatorPosting, type OperatorPosting } from "./operator-posting.ts";
import { ledgerRefusal } from "./refusal.ts";
import { runLedger } from "./run-ledger.ts";

export interface LinkedTransfersInput extends OperatorPosting {
  readonly transfers: readonly {
    readonly debitAccountId: string;
    readonly creditAccountId: string;
    readonly amountMinor: bigint;
  }[];
  readonly reference?: string | undefined;
}

const linkedRow = z.object({ refusal: z.string().nullable(), transfer_ids: z.array(z.string()).nullable() });

/**
 * A linked group: all of its transfers are posted, in their order, or none is.
 * @throws DomainError as `transferMoney` does, for the first transfer that is impossible.
 */
export async function transferLinked(
  ctx: Pick<ServiceContext, "db" | "newId" | "events">,
  actor: Actor,
  input: LinkedTransfersInput,
): Promise<{ readonly transferIds: readonly string[] }> {
  const { key, auditReason } = operatorPosting(actor, input);
  const { transfers } = input;
  if (transfers.length === 0) throw new DomainError("INVALID_INPUT", "A group has at least one transfer.");
  const [row] = await runLedger(
    ctx,
    linkedRow,
    sql`
      SELECT refusal, transfer_ids FROM ledger.post_linked(
        ${key}, ${ctx.newId()}, ${sql.param(transfers.map(() => ctx.newId()))}::uuid[],
        ${sql.param(transfers.map(({ debitAccountId }) => debitAccountId))}::uuid[],
        ${sql.param(transfers.map(({ creditAccountId }) => creditAccountId))}::uuid[],
        ${sql.param(transfers.map(({ amountMinor }) => amountMinor.toString()))}::bigint[],
        ${sql.param(transfers.map(() => "transfer"))}::text[], ${input.reference ?? null}, ${actor.userId}, ${auditReason})`,
  );
  if (!row) throw new Error("ledger.post_linked answered nothing");
  if (row.refusal !== null) throw ledgerRefusal(row.refusal);
  await announceAccounts(
    ctx,
    transfers.flatMap(({ debitAccountId, creditAccountId }) => [debitAccountId, creditAccountId]),
  );
  return { transferIds: row.transfer_ids ?? [] };
}
