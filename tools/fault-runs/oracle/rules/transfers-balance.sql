-- A transfer has one debit and one credit entry of its amount, and no entry is without a transfer.
SELECT coalesce(t.id, e.transfer_id) AS transfer_id, count(e.transfer_id) AS entries, coalesce(sum(e.amount), 0) AS sum
FROM ledger.transfers t FULL JOIN ledger.entries e ON e.transfer_id = t.id
GROUP BY 1
HAVING count(e.transfer_id) <> 2 OR sum(e.amount) <> 0 OR count(t.id) <> 2
  OR count(*) FILTER (WHERE e.account_id = t.debit_account_id AND e.amount = -t.amount) <> 1
  OR count(*) FILTER (WHERE e.account_id = t.credit_account_id AND e.amount = t.amount) <> 1
