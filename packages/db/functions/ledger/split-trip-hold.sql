-- Leaves `p_keep` minor units in a trip's hold, and holds up to `p_unproven` of what that frees until `p_until`, for the rider
-- to confirm; the rest pays the rider's debt first. Returns how much that is: 0 when nothing is left, or when the trip holds nothing.
CREATE OR REPLACE FUNCTION ledger.split_trip_hold(
  p_id uuid, p_order uuid, p_keep bigint, p_unproven bigint, p_until timestamptz)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  h ledger.holds;
  -- There is no hold of nothing.
  v_keep bigint := greatest(p_keep, 1);
  v_unproven bigint;
BEGIN
  SELECT * INTO h FROM ledger.holds
  WHERE order_id = p_order AND purpose = 'charge' AND status = 'open' FOR UPDATE;
  IF NOT FOUND THEN RETURN 0; END IF;
  v_unproven := least(p_unproven, h.amount - v_keep);
  IF v_unproven <= 0 THEN RETURN 0; END IF;
  UPDATE ledger.holds SET amount = v_keep WHERE id = h.id;
  INSERT INTO ledger.holds (id, account_id, amount, order_id, purpose, expires_at)
  VALUES (p_id, h.account_id, v_unproven, p_order, 'unproven', p_until);
  UPDATE ledger.accounts a SET held = a.held - (h.amount - v_keep - v_unproven) WHERE a.id = h.account_id;
  PERFORM ledger.pay_debt(h.account_id, p_order, p_order);
  RETURN v_unproven;
END
$$;
