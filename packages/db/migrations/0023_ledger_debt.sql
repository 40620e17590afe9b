-- What somebody owes is an account of its own, never above zero, beside the wallet that pays it.
ALTER TYPE ledger.account_kind ADD VALUE 'driver_debt';--> statement-breakpoint
ALTER TYPE ledger.account_kind ADD VALUE 'rider_debt';--> statement-breakpoint
ALTER TYPE ledger.transfer_kind ADD VALUE 'debt_payment';--> statement-breakpoint
-- `is_debt` because a value that was just added to an enum cannot be named in the same transaction.
ALTER TABLE ledger.accounts
  ADD COLUMN is_debt boolean NOT NULL DEFAULT false,
  ADD COLUMN debt_account_id uuid,
  DROP CONSTRAINT accounts_balance_allowed,
  ADD CONSTRAINT accounts_balance_allowed CHECK (
    held >= 0 AND CASE WHEN is_debt THEN posted <= 0 ELSE allow_negative OR posted >= held END);--> statement-breakpoint
ALTER TYPE ledger.settlement_plan
  ADD ATTRIBUTE carried bigint, ADD ATTRIBUTE rider_net bigint, ADD ATTRIBUTE driver_net bigint;--> statement-breakpoint
-- A commission that credit did not cover is a debt now, no dead letter: the sweep of overdue settlements posts it.
UPDATE public.dead_letters
SET replayed_at = clock.now(), reason = reason || '. Since credit and debt are one balance, the rest is owed: settled again.'
WHERE queue = 'wallet-transactions' AND job = 'cash-commission' AND code = 'INSUFFICIENT_FUNDS' AND replayed_at IS NULL;
