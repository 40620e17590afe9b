-- Where transfers, entries and the chain disagree: each transfer has its two entries, an account's entries are numbered
-- without gaps, in the order of time and with their running balance, and the chain's digest is that of the rows.
CREATE OR REPLACE FUNCTION ledger.entry_findings()
RETURNS TABLE (check_name text, account_id uuid, transfer_id uuid, order_id uuid, hold_id uuid, expected text, actual text)
LANGUAGE sql STABLE AS $$
  WITH running AS (
    SELECT e.*, sum(e.amount) OVER w AS rebuilt, row_number() OVER w AS number, lag(e.at) OVER w AS at_before
    FROM ledger.entries e WINDOW w AS (PARTITION BY e.account_id ORDER BY e.seq)
  )
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
  SELECT 'transfer and its digest disagree', t.debit_account_id, l.transfer_id, t.order_id, NULL, encode(l.leaf, 'hex'),
    CASE WHEN t.id IS NULL THEN 'none' ELSE encode(ledger.leaf_of(t, d, c), 'hex') END
  FROM ledger.chain_links l
  LEFT JOIN ledger.transfers t ON t.id = l.transfer_id
  LEFT JOIN ledger.entries d ON d.account_id = t.debit_account_id AND d.seq = t.debit_seq
  LEFT JOIN ledger.entries c ON c.account_id = t.credit_account_id AND c.seq = t.credit_seq
  WHERE t.id IS NULL OR ledger.leaf_of(t, d, c) <> l.leaf
$$;
