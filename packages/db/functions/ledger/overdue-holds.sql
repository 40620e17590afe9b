-- Holds that are still open `p_grace` after their expiry.
CREATE OR REPLACE FUNCTION ledger.overdue_holds(p_now timestamptz, p_grace interval)
RETURNS TABLE (hold_id uuid, account_id uuid, order_id uuid, amount bigint, expires_at timestamptz)
LANGUAGE sql STABLE AS $$
  SELECT h.id, h.account_id, h.order_id, h.amount, h.expires_at
  FROM ledger.holds h WHERE h.status = 'open' AND h.expires_at < p_now - p_grace
$$;
