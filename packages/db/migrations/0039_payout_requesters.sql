-- Who asked for a payout, which somebody else has to approve; null for those of before, which their drivers asked for.
ALTER TABLE ledger.payouts ADD COLUMN requested_by uuid;
