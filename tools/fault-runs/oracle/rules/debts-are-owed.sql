-- What somebody owes is never above zero, and nobody owes while money is free in the wallet.
SELECT d.id, d.owner_id, d.posted, w.posted - w.held AS free
FROM ledger.accounts d
LEFT JOIN ledger.accounts w ON w.owner_id = d.owner_id AND w.city_id = d.city_id AND w.currency = d.currency
  AND w.kind::text = replace(d.kind::text, 'debt', 'wallet')
WHERE d.kind::text LIKE '%debt'
  AND (d.posted > 0 OR d.held <> 0 OR w.id IS NULL OR (d.posted < 0 AND w.posted > w.held AND w.frozen_at IS NULL))
