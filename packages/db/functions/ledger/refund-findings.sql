-- Where refunds disagree with their transfers, or with what their trips have cost.
CREATE OR REPLACE FUNCTION ledger.refund_findings()
RETURNS TABLE (check_name text, account_id uuid, transfer_id uuid, order_id uuid, hold_id uuid, expected text, actual text)
LANGUAGE sql STABLE AS $$
  SELECT 'refund and transfers disagree', NULL::uuid, NULL::uuid, r.order_id, NULL::uuid,
    concat_ws(' / ', CASE r.bearer WHEN 'driver' THEN r.amount ELSE r.driver END, r.commission, r.tax),
    concat_ws(' / ', t.refund, t.commission, t.tax)
  FROM ledger.refunds r
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(x.amount) FILTER (WHERE x.kind::text = 'refund'), 0) AS refund,
      coalesce(sum(x.amount) FILTER (WHERE x.kind::text = 'commission_refund'), 0) AS commission,
      coalesce(sum(x.amount) FILTER (WHERE x.kind::text = 'tax_refund'), 0) AS tax
    FROM ledger.transfers x WHERE x.id = ANY (r.transfer_ids)) t
  WHERE t.refund <> CASE r.bearer WHEN 'driver' THEN r.amount ELSE r.driver END
    OR t.commission <> r.commission OR t.tax <> r.tax
  UNION ALL
  SELECT 'more refunded than paid', NULL, NULL, o.order_id, NULL, m.fare::text,
    (m.reversed_fare + m.refunded_driver + m.refunded_commission + m.refunded_tax)::text
  FROM (SELECT DISTINCT f.order_id FROM ledger.refunds f) o
  CROSS JOIN LATERAL ledger.trip_money(o.order_id) m
  WHERE m.reversed_fare + m.refunded_driver + m.refunded_commission + m.refunded_tax > m.fare
$$;
