import type { ApprovalKind } from "@atlas/core/ledger";
import type { Transaction } from "@atlas/db/connect";
import type { z } from "zod";
import { adjustmentMovement } from "../ledger/post/adjust.ts";
import { captureMovement } from "../ledger/post/capture.ts";
import { creditMovement } from "../ledger/post/credit.ts";
import { debitMovement } from "../ledger/post/debit.ts";
import { holdMovement } from "../ledger/post/hold.ts";
import {
  type Moved,
  movedOrThrow,
  type Movement,
  type MovementCall,
  type MovementContext,
} from "../ledger/post/movement.ts";
import { reversalMovement } from "../ledger/post/reverse.ts";
import { linkedMovement } from "../ledger/post/transfer-linked.ts";
import { transferMovement } from "../ledger/post/transfer.ts";
import { refundMovement } from "../refunds/refund-trip.ts";

/** Posts what a request keeps, in the caller's transaction. @throws DomainError with the ledger's refusal */
type PostStored = (
  ctx: MovementContext,
  tx: Transaction,
  stored: unknown,
  call: MovementCall,
) => Promise<Moved<unknown>>;

/** How a request of each kind is posted. */
export const POST_STORED: { readonly [K in ApprovalKind]: PostStored } = {
  adjustment: stored(adjustmentMovement),
  credit: stored(creditMovement),
  debit: stored(debitMovement),
  hold: stored(holdMovement),
  capture: stored(captureMovement),
  transfer: stored(transferMovement),
  linked: stored(linkedMovement),
  reversal: stored(reversalMovement),
  refund: stored(refundMovement),
};

function stored<Payload extends z.ZodObject, View>({ payload, post }: Movement<Payload, View>): PostStored {
  return async (ctx, tx, json, call) => movedOrThrow(await post(ctx, tx, payload.parse(json), call));
}
