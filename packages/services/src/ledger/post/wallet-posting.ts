import type { TransferKind } from "@atlas/core/ledger";

/** Money into a user's wallet or out of it, against one of its city's own accounts. */
export interface WalletPosting {
  readonly key: string;
  readonly userId: string;
  readonly amountMinor: bigint;
  /** Into the wallet, or out of it. */
  readonly direction: "in" | "out";
  readonly kind: Extract<TransferKind, "top_up" | "credit" | "debit" | "promotion">;
  readonly counterKind: "top_up_clearing" | "promotions";
  readonly description?: string | undefined;
  readonly actorId: string;
  readonly auditReason: string | null;
}
