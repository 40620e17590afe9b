import type { Actor } from "@atlas/core/actor";
import type { ServiceContext } from "../context.ts";
import type { OrderView } from "./order-view.ts";

export interface ReceiptLine {
  /** `fare`, `waiting`, `early-end`, `cancel-fee`. */
  readonly kind: string;
  readonly amountMinor: string;
}

/** What a trip cost and when the ledger took it; `capturedAt` is null while that is pending and for cash. */
export interface ReceiptView {
  readonly order: OrderView;
  readonly lines: readonly ReceiptLine[];
  readonly totalMinor: string;
  readonly capturedAt: string | null;
  readonly transferId: string | null;
}

/** @throws DomainError ORDER_NOT_FOUND, FORBIDDEN, ORDER_NOT_FINISHED */
export async function orderReceipt(
  _ctx: ServiceContext,
  _actor: Actor,
  _input: { readonly orderId: string },
): Promise<ReceiptView> {
  throw new Error("not built yet");
}
