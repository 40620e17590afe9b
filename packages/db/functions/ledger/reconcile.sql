-- All that disagrees, up to `p_limit` findings. Empty means: entries rebuild every snapshot, every transfer has its two
-- entries and they say the same and what the chain took down of them, all currencies sum to zero, holds are what
-- accounts and payouts hold, and orders, settlements and confirmations match.
CREATE OR REPLACE FUNCTION ledger.reconcile(p_now timestamptz, p_grace interval, p_limit integer)
RETURNS TABLE (check_name text, account_id uuid, transfer_id uuid, order_id uuid, hold_id uuid, expected text, actual text)
LANGUAGE sql STABLE AS $$
  SELECT * FROM (
    SELECT * FROM ledger.entry_findings()
    UNION ALL
    SELECT * FROM ledger.account_findings()
    UNION ALL
    SELECT * FROM ledger.settlement_findings(p_now, p_grace)
    UNION ALL
    SELECT * FROM ledger.confirmation_findings()
    UNION ALL
    SELECT * FROM ledger.hold_findings(p_now, p_grace)
    UNION ALL
    SELECT * FROM ledger.refund_findings()
  ) finding
  LIMIT p_limit
$$;
