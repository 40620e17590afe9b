-- Where holds are overdue by `p_grace`, or disagree with the payouts that they are for.
CREATE OR REPLACE FUNCTION ledger.hold_findings(p_now timestamptz, p_grace interval)
RETURNS TABLE (check_name text, account_id uuid, transfer_id uuid, order_id uuid, hold_id uuid, expected text, actual text)
LANGUAGE sql STABLE AS $$
  SELECT 'hold past its expiry', h.account_id, NULL::uuid, h.order_id, h.hold_id, h.expires_at::text, 'open'
  FROM ledger.overdue_holds(p_now, p_grace) h
  UNION ALL
  SELECT 'payout and its hold disagree', p.account_id, p.transfer_id, NULL, p.hold_id, p.should_be, coalesce(h.status::text, 'none')
  FROM (
    SELECT *, CASE WHEN transfer_id IS NOT NULL THEN 'captured' WHEN status = 'returned' THEN 'voided' ELSE 'open' END AS should_be
    FROM ledger.payouts) p
  LEFT JOIN ledger.holds h ON h.id = p.hold_id
  WHERE h.status::text IS DISTINCT FROM p.should_be
  UNION ALL
  SELECT 'settled payout without its transfer', p.account_id, p.transfer_id, NULL, p.hold_id, p.amount::text,
    coalesce(t.amount::text, 'none')
  FROM ledger.payouts p LEFT JOIN ledger.transfers t ON t.id = p.transfer_id AND t.hold_id = p.hold_id
  WHERE (p.status = 'settled' OR p.transfer_id IS NOT NULL) AND t.amount IS DISTINCT FROM p.amount
  UNION ALL
  SELECT 'payout and its return disagree', p.account_id, p.return_transfer_id, NULL, p.hold_id, p.transfer_id::text,
    coalesce(t.reverses_id::text, 'none')
  FROM ledger.payouts p LEFT JOIN ledger.transfers t ON t.id = p.return_transfer_id
  WHERE (p.return_transfer_id IS NOT NULL OR (p.status = 'returned' AND p.transfer_id IS NOT NULL))
    AND (t.reverses_id IS DISTINCT FROM p.transfer_id OR p.status <> 'returned')
  UNION ALL
  SELECT 'payout batch and its payouts disagree', NULL, NULL, NULL, NULL, b.payouts || ' / ' || b.total,
    count(i.payout_id) || ' / ' || coalesce(sum(p.amount), 0)
  FROM ledger.payout_batches b
  LEFT JOIN ledger.payout_batch_items i ON i.batch_id = b.id LEFT JOIN ledger.payouts p ON p.id = i.payout_id
  GROUP BY b.id HAVING count(i.payout_id) <> b.payouts OR coalesce(sum(p.amount), 0) <> b.total
$$;
