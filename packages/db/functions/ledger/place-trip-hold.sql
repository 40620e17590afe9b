-- Holds a trip's fare, `p_amount` minor units, in the rider's wallet of the city. A repeat returns the hold that the
-- order has. Refusals: IDEMPOTENCY_KEY_REUSED (another amount, or closed), INVALID_AMOUNT, ACCOUNT_FROZEN,
-- INSUFFICIENT_FUNDS, ACCOUNT_NOT_FOUND.
CREATE OR REPLACE FUNCTION ledger.place_trip_hold(
  p_id uuid, p_order uuid, p_rider uuid, p_city text, p_currency text, p_amount bigint, p_expires_at timestamptz,
  OUT refusal text, OUT hold_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  h ledger.holds;
  v_account uuid;
BEGIN
  SELECT * INTO h FROM ledger.holds WHERE order_id = p_order AND purpose = 'charge';
  IF FOUND THEN
    IF h.amount <> p_amount OR h.status <> 'open' THEN refusal := 'IDEMPOTENCY_KEY_REUSED'; RETURN; END IF;
    hold_id := h.id;
    RETURN;
  END IF;
  IF p_amount IS NULL OR p_amount <= 0 THEN refusal := 'INVALID_AMOUNT'; RETURN; END IF;
  UPDATE ledger.accounts a SET held = a.held + p_amount
  WHERE a.owner_id = p_rider AND a.kind = 'rider_wallet' AND a.city_id = p_city AND a.currency = p_currency
    AND a.frozen_at IS NULL AND a.posted - a.held >= p_amount
  RETURNING a.id INTO v_account;
  IF NOT FOUND THEN
    SELECT CASE WHEN a.frozen_at IS NOT NULL THEN 'ACCOUNT_FROZEN' ELSE 'INSUFFICIENT_FUNDS' END INTO refusal
    FROM ledger.accounts a
    WHERE a.owner_id = p_rider AND a.kind = 'rider_wallet' AND a.city_id = p_city AND a.currency = p_currency;
    refusal := coalesce(refusal, 'ACCOUNT_NOT_FOUND');
    RETURN;
  END IF;
  INSERT INTO ledger.holds (id, account_id, amount, order_id, expires_at)
  VALUES (p_id, v_account, p_amount, p_order, p_expires_at);
  hold_id := p_id;
END
$$;
