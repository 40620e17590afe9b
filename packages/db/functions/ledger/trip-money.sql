-- What an order has cost its rider, with what was confirmed, and how much of that was reversed by hand and refunded, minor units;
-- no row for one that is not settled. Who writes on it holds the order's lock.
CREATE OR REPLACE FUNCTION ledger.trip_money(
  p_order uuid, OUT fare bigint, OUT commission bigint, OUT tax bigint, OUT reversed_fare bigint,
  OUT reversed_commission bigint, OUT reversed_tax bigint, OUT refunded_driver bigint, OUT refunded_commission bigint,
  OUT refunded_tax bigint)
RETURNS SETOF record LANGUAGE sql STABLE AS $$
  SELECT s.fare + coalesce(c.fare, 0), s.commission + coalesce(c.commission, 0), s.tax + coalesce(c.tax, 0),
    coalesce(v.fare, 0), coalesce(v.commission, 0), coalesce(v.tax, 0), coalesce(r.driver, 0), coalesce(r.commission, 0),
    coalesce(r.tax, 0)
  FROM ledger.settlements s LEFT JOIN ledger.fare_confirmations c ON c.order_id = s.order_id
  CROSS JOIN LATERAL (
    SELECT (sum(t.amount) FILTER (WHERE t.kind IN ('fare', 'cancel_fee')))::bigint AS fare,
      (sum(t.amount) FILTER (WHERE t.kind = 'commission'))::bigint AS commission,
      (sum(t.amount) FILTER (WHERE t.kind = 'tax'))::bigint AS tax
    FROM ledger.transfers t JOIN ledger.transfers x ON x.reverses_id = t.id
    WHERE t.id = ANY (s.transfer_ids || coalesce(c.transfer_ids, '{}'))) v
  CROSS JOIN LATERAL (
    SELECT sum(f.driver)::bigint AS driver, sum(f.commission)::bigint AS commission, sum(f.tax)::bigint AS tax
    FROM ledger.refunds f WHERE f.order_id = p_order) r
  WHERE s.order_id = p_order
$$;
