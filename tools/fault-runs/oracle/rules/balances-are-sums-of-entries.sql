-- A balance is the sum of its entries, now and after each of them.
SELECT a.id, a.posted, coalesce(sum(e.amount), 0) AS rebuilt, bool_or(e.balance_after <> e.so_far) AS is_off
FROM ledger.accounts a
LEFT JOIN (
  SELECT account_id, amount, balance_after, sum(amount) OVER (PARTITION BY account_id ORDER BY seq) AS so_far
  FROM ledger.entries) e ON e.account_id = a.id
GROUP BY a.id
HAVING a.posted <> coalesce(sum(e.amount), 0) OR bool_or(e.balance_after <> e.so_far)
