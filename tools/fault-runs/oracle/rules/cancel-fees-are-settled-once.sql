-- A fee that a cancellation promised was taken once.
SELECT o.id, o.cancel_fee_minor, sum(t.amount) AS paid
FROM orders o LEFT JOIN ledger.transfers t ON t.order_id = o.id AND t.kind = 'cancel_fee'
WHERE o.cancel_fee_minor > 0 AND o.status = 'CANCELLED'
GROUP BY o.id HAVING coalesce(sum(t.amount), 0) <> o.cancel_fee_minor
