-- A finished trip is settled exactly once: one settlement, one fare and one for what its rider confirmed, and the order says so.
SELECT o.id, o.settled_at, count(DISTINCT s.order_id) AS settlements, count(DISTINCT t.id) AS fares
FROM orders o
LEFT JOIN ledger.settlements s ON s.order_id = o.id
LEFT JOIN ledger.transfers t ON t.order_id = o.id AND t.kind = 'fare'
WHERE o.status = 'FINISHED'
GROUP BY o.id HAVING count(DISTINCT s.order_id) <> 1 OR o.settled_at IS NULL
  OR count(DISTINCT t.id) <> CASE o.fare_answer WHEN 'yes' THEN 2 ELSE 1 END
