-- A credit that was acknowledged is in the wallet once, with the amount that was acknowledged.
SELECT a.key, a.amount_minor, count(t.id) AS found
FROM acknowledged_credits a
LEFT JOIN ledger.transfers t ON t.idempotency_key = 'operator:credit:' || a.user_id || ':' || a.key AND t.amount = a.amount_minor
  AND t.credit_account_id IN (SELECT w.id FROM ledger.accounts w WHERE w.owner_id = a.user_id)
GROUP BY a.key, a.amount_minor HAVING count(t.id) <> 1
