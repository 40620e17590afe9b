-- The verdict on each of the trips that are to be settled: done before, why it cannot be settled (`code`), or the plan of what
-- to post. Commission and tax are rounded down; the driver has the rest.
CREATE OR REPLACE FUNCTION ledger.plan_settlements(p_kinds text[], p_orders uuid[], p_shard integer)
RETURNS TABLE (
  n integer, city_id text, rider_id uuid, driver_id uuid, is_done boolean, code text, plan ledger.settlement_plan)
LANGUAGE sql STABLE AS $$
  SELECT t.n, t.city_id, t.rider_id, t.driver_id, t.is_done, v.code,
    CASE WHEN NOT t.is_done AND v.code IS NULL THEN ROW(
      t.n, t.order_id, t.kind, t.currency, t.rider_account, t.driver_account,
      ledger.city_account_id(t.city_id, t.currency, 'platform_revenue', p_shard),
      ledger.city_account_id(t.city_id, t.currency, 'tax', p_shard),
      ledger.city_account_id(t.city_id, t.currency, 'cash_clearing', p_shard),
      CASE WHEN t.hold_status = 'open' THEN t.hold_id END, CASE WHEN t.hold_status = 'open' THEN t.held END,
      CASE t.kind WHEN 'cancel-fee' THEN t.fee ELSE t.fare END,
      CASE t.kind WHEN 'cancel-fee' THEN 0 ELSE div(t.fare::numeric * t.commission_bps, 10000)::bigint END,
      CASE t.kind WHEN 'cancel-fee' THEN 0 ELSE div(t.fare::numeric * t.tax_bps, 10000)::bigint END,
      CASE t.kind WHEN 'cash-commission' THEN t.carried ELSE 0 END, t.rider_net, t.driver_net
    )::ledger.settlement_plan END
  FROM ledger.trips_to_settle(p_kinds, p_orders) t
  CROSS JOIN LATERAL (SELECT CASE
    WHEN t.is_done THEN NULL
    WHEN t.order_id IS NULL THEN 'ORDER_NOT_FOUND'
    WHEN t.kind = 'capture' AND (t.status <> 'FINISHED' OR t.payment_method <> 'wallet') THEN 'ORDER_NOT_FINISHED'
    WHEN t.kind = 'cash-commission' AND (t.status <> 'FINISHED' OR t.payment_method <> 'cash') THEN 'ORDER_NOT_FINISHED'
    WHEN t.kind = 'cancel-fee' AND t.status <> 'CANCELLED' THEN 'ORDER_NOT_FINISHED'
    WHEN t.kind NOT IN ('capture', 'cash-commission', 'cancel-fee') THEN 'INVALID_INPUT'
    WHEN t.kind = 'capture' AND t.hold_id IS NULL THEN 'HOLD_NOT_FOUND'
    WHEN t.kind = 'capture' AND t.hold_status = 'expired' THEN 'HOLD_EXPIRED'
    WHEN t.kind = 'capture' AND t.hold_status <> 'open' THEN 'HOLD_CLOSED'
    WHEN t.kind = 'capture' AND t.fare > t.held THEN 'CAPTURE_EXCEEDS_HOLD'
    WHEN t.kind = 'cancel-fee' AND t.hold_status = 'open' AND t.fee > t.held THEN 'CAPTURE_EXCEEDS_HOLD'
    WHEN t.driver_account IS NULL AND NOT (t.kind = 'cancel-fee' AND t.fee = 0) THEN 'ACCOUNT_NOT_FOUND'
    WHEN (t.kind <> 'cash-commission' OR t.carried > 0) AND t.rider_account IS NULL THEN 'ACCOUNT_NOT_FOUND'
    WHEN t.is_driver_frozen THEN 'ACCOUNT_FROZEN'
    WHEN t.kind <> 'cash-commission' AND t.is_rider_frozen THEN 'ACCOUNT_FROZEN'
    WHEN t.kind = 'capture' AND t.rider_currency <> t.currency THEN 'CURRENCY_MISMATCH'
  END AS code) v
$$;
