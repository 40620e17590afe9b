-- Raises a trip's hold to `p_to_amount` minor units and its expiry to `p_expires_at`; neither ever shrinks. Refusals:
-- HOLD_NOT_FOUND, HOLD_CLOSED, ACCOUNT_FROZEN, INSUFFICIENT_FUNDS.
CREATE OR REPLACE FUNCTION ledger.extend_trip_hold(
  p_order uuid, p_to_amount bigint, p_expires_at timestamptz, OUT refusal text, OUT amount bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  h ledger.holds;
  v_more bigint;
BEGIN
  SELECT * INTO h FROM ledger.holds WHERE order_id = p_order AND purpose = 'charge' FOR UPDATE;
  IF NOT FOUND THEN refusal := 'HOLD_NOT_FOUND'; RETURN; END IF;
  IF h.status <> 'open' THEN refusal := 'HOLD_CLOSED'; RETURN; END IF;
  v_more := greatest(p_to_amount - h.amount, 0);
  IF v_more > 0 THEN
    UPDATE ledger.accounts a SET held = a.held + v_more
    WHERE a.id = h.account_id AND a.frozen_at IS NULL AND a.posted - a.held >= v_more;
    IF NOT FOUND THEN
      SELECT CASE WHEN a.frozen_at IS NOT NULL THEN 'ACCOUNT_FROZEN' ELSE 'INSUFFICIENT_FUNDS' END INTO refusal
      FROM ledger.accounts a WHERE a.id = h.account_id;
      RETURN;
    END IF;
  END IF;
  amount := h.amount + v_more;
  UPDATE ledger.holds x SET amount = h.amount + v_more, expires_at = greatest(p_expires_at, h.expires_at)
  WHERE x.id = h.id;
END
$$;
