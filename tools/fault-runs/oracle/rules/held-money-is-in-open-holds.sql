-- What an account holds is the sum of its open holds.
SELECT a.id, a.held, coalesce(sum(h.amount), 0) AS open
FROM ledger.accounts a LEFT JOIN ledger.holds h ON h.account_id = a.id AND h.status = 'open'
GROUP BY a.id HAVING a.held <> coalesce(sum(h.amount), 0)
