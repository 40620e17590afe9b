-- The wallets of deleted accounts are closed: what still comes to one goes on to an account of the city's own, unclaimed money.
ALTER TYPE ledger.account_kind ADD VALUE IF NOT EXISTS 'unclaimed';--> statement-breakpoint
ALTER TYPE ledger.transfer_kind ADD VALUE IF NOT EXISTS 'unclaimed';--> statement-breakpoint
ALTER TABLE ledger.accounts ADD COLUMN closed_at timestamptz;--> statement-breakpoint
UPDATE ledger.accounts a SET closed_at = u.deleted_at
FROM public.users u WHERE u.id = a.owner_id AND u.deleted_at IS NOT NULL AND NOT a.is_debt;
