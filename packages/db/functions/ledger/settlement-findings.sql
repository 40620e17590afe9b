-- Where orders, settlements and transfers disagree. A finished trip has `p_grace` to be settled.
CREATE OR REPLACE FUNCTION ledger.settlement_findings(p_now timestamptz, p_grace interval)
RETURNS TABLE (check_name text, account_id uuid, transfer_id uuid, order_id uuid, hold_id uuid, expected text, actual text)
LANGUAGE sql STABLE AS $$
  SELECT 'finished wallet order without a capture or dead letter', NULL::uuid, NULL::uuid, c.order_id, NULL::uuid, '1',
    (c.captures + c.dead_letters)::text
  FROM ledger.orders_against_captures(p_now, p_grace) c WHERE c.captures + c.dead_letters <> 1
  UNION ALL
  SELECT 'settlement and order disagree', NULL, NULL, s.order_id, NULL,
    coalesce(CASE s.kind WHEN 'cancel-fee' THEN o.cancel_fee_minor ELSE ledger.fare_at_finish(o) END::text, 'an order'),
    s.fare::text
  FROM ledger.settlements s LEFT JOIN public.orders o ON o.id = s.order_id
  WHERE o.id IS NULL OR o.settled_at IS NULL
    OR (s.kind = 'cancel-fee' AND (o.status <> 'CANCELLED' OR s.fare <> coalesce(o.cancel_fee_minor, 0)))
    OR (s.kind <> 'cancel-fee' AND (o.status <> 'FINISHED' OR s.fare <> ledger.fare_at_finish(o)
        OR (s.kind = 'capture') <> (o.payment_method = 'wallet')))
  UNION ALL
  SELECT 'settled order without a settlement', NULL, NULL, o.id, NULL, '1', '0'
  FROM public.orders o
  WHERE o.settled_at IS NOT NULL AND NOT EXISTS (SELECT FROM ledger.settlements s WHERE s.order_id = o.id)
  UNION ALL
  SELECT 'settlement and transfers disagree', NULL, NULL, s.order_id, s.hold_id,
    (s.fare + s.commission + s.tax)::text, coalesce(t.total, 0)::text
  FROM ledger.settlements s
  LEFT JOIN LATERAL (
    SELECT sum(t.amount) FILTER (WHERE t.kind IN ('fare', 'cancel_fee', 'commission', 'tax')) AS total
    FROM ledger.transfers t WHERE t.id = ANY (s.transfer_ids)) t ON true
  WHERE coalesce(t.total, 0) <> s.fare + s.commission + s.tax
  UNION ALL
  SELECT 'cash and what was collected disagree', NULL, NULL, s.order_id, NULL,
    (s.fare + coalesce(o.carried_debt_minor, 0))::text || ' and ' || coalesce(o.carried_debt_minor, 0),
    coalesce(t.collected, 0)::text || ' and ' || coalesce(t.passed_on, 0)
  FROM ledger.settlements s JOIN public.orders o ON o.id = s.order_id
  LEFT JOIN LATERAL (
    SELECT sum(t.amount) FILTER (WHERE t.kind = 'cash_collected') AS collected,
      sum(t.amount) FILTER (WHERE d.kind = 'cash_clearing' AND t.kind <> 'fare') AS passed_on
    FROM ledger.transfers t JOIN ledger.accounts d ON d.id = t.debit_account_id WHERE t.id = ANY (s.transfer_ids)) t ON true
  WHERE s.kind = 'cash-commission' AND (coalesce(t.collected, 0) <> s.fare + coalesce(o.carried_debt_minor, 0)
    OR coalesce(t.passed_on, 0) <> coalesce(o.carried_debt_minor, 0))
$$;
