-- Where accounts disagree with what makes them: balances with entries, held with open holds, currencies with zero, debts with
-- the wallets that pay them.
CREATE OR REPLACE FUNCTION ledger.account_findings()
RETURNS TABLE (check_name text, account_id uuid, transfer_id uuid, order_id uuid, hold_id uuid, expected text, actual text)
LANGUAGE sql STABLE AS $$
  WITH rebuilt AS (
    SELECT e.account_id, sum(e.amount) AS posted, count(*) AS entries FROM ledger.entries e GROUP BY 1
  ), open_holds AS (
    SELECT h.account_id, sum(h.amount) AS held FROM ledger.holds h WHERE h.status = 'open' GROUP BY 1
  )
  SELECT 'snapshot posted', a.id, NULL::uuid, NULL::uuid, NULL::uuid, coalesce(r.posted, 0)::text, a.posted::text
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
  FROM ledger.accounts a WHERE NOT a.allow_negative AND NOT a.is_debt AND a.posted < a.held
  UNION ALL
  SELECT 'debt above zero', a.id, NULL, NULL, NULL, 'at most 0', a.posted::text
  FROM ledger.accounts a WHERE a.is_debt AND (a.posted > 0 OR a.held <> 0)
  UNION ALL
  SELECT 'debt beside free money', w.id, NULL, NULL, NULL, '0', least(w.posted - w.held, -d.posted)::text
  FROM ledger.accounts w JOIN ledger.accounts d ON d.id = w.debt_account_id
  WHERE w.frozen_at IS NULL AND w.posted > w.held AND d.posted < 0
  UNION ALL
  SELECT 'money in a closed wallet', a.id, NULL, NULL, NULL, '0', a.posted::text
  FROM ledger.accounts a WHERE a.closed_at IS NOT NULL AND a.frozen_at IS NULL AND a.posted > a.held
  UNION ALL
  SELECT 'debt account without its wallet', d.id, NULL, NULL, NULL, 'a wallet', 'none'
  FROM ledger.accounts d
  WHERE d.is_debt AND NOT EXISTS (
    SELECT FROM ledger.accounts w
    WHERE w.owner_id = d.owner_id AND w.city_id = d.city_id AND w.currency = d.currency AND w.debt_account_id = d.id
      AND w.kind::text = replace(d.kind::text, '_debt', '_wallet'))
  UNION ALL
  SELECT 'currency sum ' || a.currency, NULL, NULL, NULL, NULL, '0', sum(a.posted)::text
  FROM ledger.accounts a GROUP BY a.currency HAVING sum(a.posted) <> 0
  UNION ALL
  SELECT 'currency of a transfer', a.id, t.id, t.order_id, NULL, a.currency, t.currency
  FROM ledger.transfers t JOIN ledger.accounts a ON a.id IN (t.debit_account_id, t.credit_account_id)
  WHERE a.currency <> t.currency
$$;
