-- Ends an open hold and gives the account back what it held; the caller posts what was captured. A hold that is closed
-- already stays as it is.
CREATE OR REPLACE FUNCTION ledger.close_hold(p_hold uuid, p_status ledger.hold_status, p_captured bigint) RETURNS void
LANGUAGE sql AS $$
  WITH closed AS (
    UPDATE ledger.holds SET status = p_status, captured = p_captured, closed_at = clock.now()
    WHERE id = p_hold AND status = 'open' RETURNING account_id, amount
  )
  UPDATE ledger.accounts a SET held = a.held - closed.amount FROM closed WHERE a.id = closed.account_id
$$;
