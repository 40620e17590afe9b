import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
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

interface LinkedRow {
  refusal: string | null;
  transfer_ids: string[] | null;
}

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
    (sql) => sql<LinkedRow[]>`
      SELECT refusal, transfer_ids FROM ledger.post_linked(
        ${key}, ${ctx.newId()}, ${transfers.map(() => ctx.newId())}::uuid[],
        ${transfers.map(({ debitAccountId }) => debitAccountId)}::uuid[],
        ${transfers.map(({ creditAccountId }) => creditAccountId)}::uuid[],
        ${transfers.map(({ amountMinor }) => amountMinor.toString())}::bigint[],
        ${transfers.map(() => "transfer")}::text[], ${input.reference ?? null}, ${actor.userId}, ${auditReason})`,
  );
  if (!row) throw new Error("ledger.post_linked answered nothing");
  if (row.refusal !== null) throw ledgerRefusal(row.refusal);
  await announceAccounts(
    ctx,
    transfers.flatMap(({ debitAccountId, creditAccountId }) => [debitAccountId, creditAccountId]),
  );
  return { transferIds: row.transfer_ids ?? [] };
}
