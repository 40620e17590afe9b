import { z } from "zod";
import { amountSchema, idempotencyKeySchema, idSchema, instantSchema, pageFields } from "./fields.ts";
import { notYet } from "./not-yet.ts";
import { adminOnly, router, signedIn } from "./trpc.ts";

export interface BalanceView {
  readonly userId: string;
  readonly accountId: string;
  readonly currency: string;
  readonly postedMinor: string;
  readonly heldMinor: string;
  readonly availableMinor: string;
}

export interface StatementItem {
  readonly entryId: string;
  readonly transferId: string;
  readonly at: string;
  readonly kind: string;
  readonly direction: "in" | "out";
  readonly amountMinor: string;
  readonly balanceAfterMinor: string;
  readonly orderId: string | null;
  readonly description: string | null;
}

export interface StatementView {
  readonly openingMinor: string;
  readonly closingMinor: string;
  readonly currency: string;
  readonly items: readonly StatementItem[];
  readonly nextCursor: string | null;
}

export interface TrialBalanceView {
  readonly rows: readonly {
    readonly accountId: string;
    readonly code: string;
    readonly name: string;
    readonly kind: string;
    readonly currency: string;
    readonly debitMinor: string;
    readonly creditMinor: string;
    readonly balanceMinor: string;
  }[];
  readonly totals: readonly {
    readonly currency: string;
    readonly debitMinor: string;
    readonly creditMinor: string;
    readonly isBalanced: boolean;
  }[];
}

export const walletRouter = router({
  balance: signedIn
    .input(z.object({ userId: idSchema.optional() }).prefault({}))
    .query((): Promise<BalanceView> => notYet("wallet.balance")),
  topUp: signedIn
    .input(z.object({ amountMinor: amountSchema, idempotencyKey: idempotencyKeySchema }))
    .mutation((): Promise<BalanceView & { transferId: string }> => notYet("wallet.topUp")),
  statement: signedIn
    .input(
      z
        .object({
          ...pageFields,
          userId: idSchema.optional(),
          accountId: idSchema.optional(),
          from: instantSchema.optional(),
          to: instantSchema.optional(),
        })
        .prefault({}),
    )
    .query((): Promise<StatementView> => notYet("wallet.statement")),
  trialBalance: adminOnly
    .input(z.object({ currency: z.string().optional(), cityId: z.string().optional() }).prefault({}))
    .query((): Promise<TrialBalanceView> => notYet("wallet.trialBalance")),
});
