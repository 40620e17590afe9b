-- All that disagrees, up to `p_limit` findings. Empty means: entries rebuild every snapshot, every transfer has its two
-- entries and they say the same and what the chain took down of them, all currencies sum to zero, holds are what
-- accounts and payouts hold, and orders and settlements match.
CREATE OR REPLACE FUNCTION ledger.reconcile(p_now timestamptz, p_grace interval, p_limit integer)
RETURNS TABLE (check_name text, account_id uuid, transfer_id uuid, order_id uuid, hold_id uuid, expected text, actual text)
LANGUAGE sql STABLE AS $$
  WITH running AS (
    SELECT e.*, sum(e.amount) OVER w AS rebuilt, row_number() OVER w AS number, lag(e.at) OVER w AS at_before
    FROM ledger.entries e WINDOW w AS (PARTITION BY e.account_id ORDER BY e.seq)
  ), rebuilt AS (
    SELECT e.account_id, sum(e.amount) AS posted, count(*) AS entries FROM ledger.entries e GROUP BY 1
  ), open_holds AS (
    SELECT h.account_id, sum(h.amount) AS held FROM ledger.holds h WHERE h.status = 'open' GROUP BY 1
  ), finding (check_name, account_id, transfer_id, order_id, hold_id, expected, actual) AS (
    SELECT 'transfer without its debit entry', t.debit_account_id, t.id, t.order_id, NULL::uuid,
      (-t.amount)::text, coalesce(e.amount::text, 'none')
    FROM ledger.transfers t
    LEFT JOIN ledger.entries e ON e.account_id = t.debit_account_id AND e.seq = t.debit_seq
    WHERE e.transfer_id IS DISTINCT FROM t.id OR e.amount <> -t.amount OR e.at <> t.at
    UNION ALL
    SELECT 'transfer without its credit entry', t.credit_account_id, t.id, t.order_id, NULL,
      t.amount::text, coalesce(e.amount::text, 'none')
    FROM ledger.transfers t
    LEFT JOIN ledger.entries e ON e.account_id = t.credit_account_id AND e.seq = t.credit_seq
    WHERE e.transfer_id IS DISTINCT FROM t.id OR e.amount <> t.amount OR e.at <> t.at
    UNION ALL
    SELECT 'entry without a transfer', e.account_id, e.transfer_id, NULL, NULL, 'a transfer', 'none'
    FROM ledger.entries e LEFT JOIN ledger.transfers t ON t.id = e.transfer_id
    WHERE t.id IS NULL OR (e.account_id, e.seq) NOT IN ((t.debit_account_id, t.debit_seq), (t.credit_account_id, t.credit_seq))
    UNION ALL
    SELECT 'entry balance', r.account_id, r.transfer_id, NULL, NULL, r.rebuilt::text, r.balance_after::text
    FROM running r WHERE r.rebuilt <> r.balance_after
    UNION ALL
    SELECT 'entry numbering', r.account_id, r.transfer_id, NULL, NULL, r.number::text, r.seq::text
    FROM running r WHERE r.number <> r.seq
    UNION ALL
    SELECT 'entry order in time', r.account_id, r.transfer_id, NULL, NULL, r.at_before::text, r.at::text
    FROM running r WHERE r.at < r.at_before
    UNION ALL
    SELECT 'snapshot posted', a.id, NULL, NULL, NULL, coalesce(r.posted, 0)::text, a.posted::text
    FROM ledger.accounts a LEFT JOIN rebuilt r ON r.account_id = a.id
    WHERE a.posted <> coalesce(r.posted, 0) OR a.last_seq <> coalesce(r.entries, 0)
    UNION ALL
    SELECT 'entry of an unknown account', r.account_id, NULL, NULL, NULL, 'an account', 'none'
    FROM rebuilt r WHERE NOT EXISTS (SELECT FROM ledger.accounts a WHERE a.id = r.account_id)
    UNION ALL
    SELECT 'snapshot held', a.id, NULL, NULL, NULL, coalesce(h.held, 0)::text, a.held::text
    FROM ledger.accounts a LEFT JOIN open_holds h ON h.account_id = a.id WHERE a.held <> coalesce(h.held, 0)
    UNION ALL
    SELECT 'negative account', a.id, NULL, NULL, NULL, '0', (a.posted - a.held)::text
    FROM ledger.accounts a WHERE NOT a.allow_negative AND a.posted < a.held
    UNION ALL
    SELECT 'currency sum ' || a.currency, NULL, NULL, NULL, NULL, '0', sum(a.posted)::text
    FROM ledger.accounts a GROUP BY a.currency HAVING sum(a.posted) <> 0
    UNION ALL
    SELECT 'currency of a transfer', a.id, t.id, t.order_id, NULL, a.currency, t.currency
    FROM ledger.transfers t JOIN ledger.accounts a ON a.id IN (t.debit_account_id, t.credit_account_id)
    WHERE a.currency <> t.currency
    UNION ALL
    SELECT 'finished wallet order without a capture or dead letter', NULL, NULL, c.order_id, NULL, '1',
      (c.captures + c.dead_letters)::text
    FROM ledger.orders_against_captures(p_now, p_grace) c WHERE c.captures + c.dead_letters <> 1
    UNION ALL
    SELECT 'settlement and order disagree', NULL, NULL, s.order_id, NULL,
      coalesce(CASE s.kind WHEN 'cancel-fee' THEN o.cancel_fee_minor ELSE coalesce(o.final_fare_minor, o.fare_minor) END::text, 'an order'),
      s.fare::text
    FROM ledger.settlements s LEFT JOIN public.orders o ON o.id = s.order_id
    WHERE o.id IS NULL OR o.settled_at IS NULL
      OR (s.kind = 'cancel-fee' AND (o.status <> 'CANCELLED' OR s.fare <> coalesce(o.cancel_fee_minor, 0)))
      OR (s.kind <> 'cancel-fee' AND (o.status <> 'FINISHED' OR s.fare <> coalesce(o.final_fare_minor, o.fare_minor)
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
      SELECT sum(t.amount) FILTER (WHERE t.kind <> 'cash_collected') AS total
      FROM ledger.transfers t WHERE t.id = ANY (s.transfer_ids)) t ON true
    WHERE coalesce(t.total, 0) <> s.fare + s.commission + s.tax
    UNION ALL
    SELECT 'hold past its expiry', h.account_id, NULL, h.order_id, h.hold_id, h.expires_at::text, 'open'
    FROM ledger.overdue_holds(p_now, p_grace) h
    UNION ALL
    SELECT 'transfer and its digest disagree', t.debit_account_id, l.transfer_id, t.order_id, NULL, encode(l.leaf, 'hex'),
      CASE WHEN t.id IS NULL THEN 'none' ELSE encode(ledger.leaf_of(t, d, c), 'hex') END
    FROM ledger.chain_links l
    LEFT JOIN ledger.transfers t ON t.id = l.transfer_id
    LEFT JOIN ledger.entries d ON d.account_id = t.debit_account_id AND d.seq = t.debit_seq
    LEFT JOIN ledger.entries c ON c.account_id = t.credit_account_id AND c.seq = t.credit_seq
    WHERE t.id IS NULL OR ledger.leaf_of(t, d, c) <> l.leaf
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
  )
  SELECT * FROM finding LIMIT p_limit
$$;
