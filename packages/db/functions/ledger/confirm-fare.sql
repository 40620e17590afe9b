-- The rider's yes: the hold of the unproven part pays it to the driver, who pays commission and tax of it, as if it had been
-- part of the fare from the start. The caller has the order's lock and writes the answer. Once for an order; a repeat is
-- HOLD_CLOSED. Other refusals: HOLD_NOT_FOUND, ACCOUNT_NOT_FOUND, ACCOUNT_FROZEN; each leaves everything as it was.
CREATE OR REPLACE FUNCTION ledger.confirm_fare(p_order uuid, p_actor uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  h ledger.holds;
  c record;
  v_shard smallint := ledger.lock_for_settlement(ARRAY[p_order]);
  v_ids uuid[];
BEGIN
  SELECT * INTO h FROM ledger.holds WHERE order_id = p_order AND purpose = 'unproven';
  IF NOT FOUND THEN RETURN 'HOLD_NOT_FOUND'; END IF;
  IF h.status <> 'open' THEN RETURN 'HOLD_CLOSED'; END IF;
  SELECT o.city_id, o.currency, d.id AS driver_account,
    div((f.fare + h.amount)::numeric * t.commission_bps, 10000)::bigint
      - div(f.fare::numeric * t.commission_bps, 10000)::bigint AS commission,
    div((f.fare + h.amount)::numeric * t.tax_bps, 10000)::bigint
      - div(f.fare::numeric * t.tax_bps, 10000)::bigint AS tax,
    ra.frozen_at IS NOT NULL OR d.frozen_at IS NOT NULL AS is_frozen
  INTO STRICT c
  FROM public.orders o
  CROSS JOIN LATERAL (SELECT ledger.fare_at_finish(o) AS fare) f
  JOIN public.cities t ON t.id = o.city_id
  JOIN ledger.accounts ra ON ra.id = h.account_id
  LEFT JOIN ledger.accounts d
    ON d.owner_id = o.driver_id AND d.kind = 'driver_wallet' AND d.city_id = o.city_id AND d.currency = o.currency
  WHERE o.id = p_order;
  IF c.driver_account IS NULL THEN RETURN 'ACCOUNT_NOT_FOUND'; END IF;
  IF c.is_frozen THEN RETURN 'ACCOUNT_FROZEN'; END IF;

  v_ids := ledger.post_confirmed(h, c.driver_account, c.commission, c.tax, c.city_id, c.currency, v_shard, p_actor);
  UPDATE ledger.holds SET status = 'captured', captured = h.amount, closed_at = clock.now() WHERE id = h.id;
  INSERT INTO ledger.fare_confirmations (order_id, hold_id, fare, commission, tax, transfer_ids, at)
  VALUES (p_order, h.id, h.amount, c.commission, c.tax, v_ids, clock.now());
  RETURN NULL;
END
$$;
