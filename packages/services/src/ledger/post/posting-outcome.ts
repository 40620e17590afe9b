import { err, ok } from "@atlas/core/result";
import { z } from "zod";
import type { Attempt, Moved } from "./movement.ts";
import { ledgerRefusal } from "./refusal.ts";

/** What `ledger.post` and the other posting functions return. */
export const postingRow = z.object({
  refusal: z.string().nullable(),
  is_replay: z.boolean(),
  transfer_id: z.string().nullable(),
  hold_id: z.string().nullable(),
  debit_balance: z.bigint().nullable(),
  credit_balance: z.bigint().nullable(),
  city_id: z.string().nullable(),
});
export type PostingRow = z.infer<typeof postingRow>;

export interface Posted {
  readonly transferId: string;
  /** Whether an earlier request with the same idempotency key did it. */
  readonly isReplay: boolean;
  readonly debitBalanceMinor: bigint;
  readonly creditBalanceMinor: bigint;
}

/** @throws DomainError with the refusal that the ledger stored under the key. */
export function postedOrThrow(row: PostingRow | undefined): Posted {
  const posted = accepted(row);
  if (posted.transfer_id === null || posted.debit_balance === null || posted.credit_balance === null) {
    throw new Error("the ledger posted nothing and refused nothing");
  }
  return {
    transferId: posted.transfer_id,
    isReplay: posted.is_replay,
    debitBalanceMinor: posted.debit_balance,
    creditBalanceMinor: posted.credit_balance,
  };
}

/** What was posted, with what comes of it; or the refusal that the ledger stored under the key. */
export function attemptOf<View>(row: PostingRow | undefined, toMoved: (posted: Posted) => Moved<View>): Attempt<View> {
  return row?.refusal ? err(ledgerRefusal(row.refusal)) : ok(toMoved(postedOrThrow(row)));
}

/** @throws DomainError with the refusal that the ledger stored under the key. */
export function heldOrThrow(row: PostingRow | undefined): { holdId: string; isReplay: boolean } {
  const held = accepted(row);
  if (held.hold_id === null) throw new Error("the ledger held nothing and refused nothing");
  return { holdId: held.hold_id, isReplay: held.is_replay };
}

function accepted(row: PostingRow | undefined): PostingRow {
  if (!row) throw new Error("the ledger answered nothing");
  if (row.refusal !== null) throw ledgerRefusal(row.refusal);
  return row;
}
