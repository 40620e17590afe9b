-- Where riders' answers, what they confirmed and the holds for it disagree.
CREATE OR REPLACE FUNCTION ledger.confirmation_findings()
RETURNS TABLE (check_name text, account_id uuid, transfer_id uuid, order_id uuid, hold_id uuid, expected text, actual text)
LANGUAGE sql STABLE AS $$
  SELECT 'confirmed fare and order disagree', NULL::uuid, NULL::uuid, coalesce(o.id, c.order_id), c.hold_id,
    coalesce(CASE WHEN o.fare_answer = 'yes' THEN o.unproven_minor END::text, 'none'), coalesce(c.fare::text, 'none')
  FROM (SELECT * FROM public.orders WHERE fare_answer = 'yes') o
  FULL JOIN ledger.fare_confirmations c ON c.order_id = o.id
  WHERE o.unproven_minor IS DISTINCT FROM c.fare
  UNION ALL
  SELECT 'confirmed fare and transfers disagree', NULL, NULL, c.order_id, c.hold_id, (c.fare + c.commission + c.tax)::text,
    coalesce(t.total, 0)::text
  FROM ledger.fare_confirmations c
  LEFT JOIN LATERAL (SELECT sum(x.amount) AS total FROM ledger.transfers x WHERE x.id = ANY (c.transfer_ids)) t ON true
  WHERE coalesce(t.total, 0) <> c.fare + c.commission + c.tax
  UNION ALL
  SELECT 'unproven part and its hold disagree', h.account_id, NULL, o.id, h.id,
    CASE o.fare_answer WHEN 'yes' THEN 'captured' WHEN 'no' THEN 'voided' WHEN 'silent' THEN 'expired' ELSE 'open' END,
    coalesce(h.status::text, 'none')
  FROM public.orders o LEFT JOIN ledger.holds h ON h.order_id = o.id AND h.purpose = 'unproven'
  WHERE o.unproven_minor IS NOT NULL
    AND (h.id IS NULL OR h.amount <> o.unproven_minor OR (h.status = 'open') <> (o.fare_answer IS NULL))
$$;
