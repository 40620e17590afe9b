-- Where holds are overdue by `p_grace`, or disagree with the payouts that they are for.
CREATE OR REPLACE FUNCTION ledger.hold_findings(p_now timestamptz, p_grace interval)
RETURNS TABLE (check_name text, account_id uuid, transfer_id uuid, order_id uuid, hold_id uuid, expected text, actual text)
LANGUAGE sql STABLE AS $$
  SELECT 'hold past its expiry', h.account_id, NULL::uuid, h.order_id, h.hold_id, h.expires_at::text, 'open'
  FROM ledger.overdue_holds(p_now, p_grace) h
  UNION ALL
  SELECT 'payout and its hold disagree', p.account_id, p.transfer_id, NULL, p.hold_id, p.should_be, coalesce(h.status::text, 'none')
  FROM (
    SELECT *, CASE status WHEN 'settled' THEN 'captured' WHEN 'returned' THEN 'voided' ELSE 'open' END AS should_be
    FROM ledger.payouts) p
  LEFT JOIN ledger.holds h ON h.id = p.hold_id
  WHERE h.status::text IS DISTINCT FROM p.should_be
  UNION ALL
  SELECT 'settled payout without its transfer', p.account_id, p.transfer_id, NULL, p.hold_id, p.amount::text,
    coalesce(t.amount::text, 'none')
  FROM ledger.payouts p LEFT JOIN ledger.transfers t ON t.id = p.transfer_id AND t.hold_id = p.hold_id
  WHERE p.status = 'settled' AND t.amount IS DISTINCT FROM p.amount
$$;
