-- A move of an order that was acknowledged stands in its history.
SELECT a.order_id, a.status
FROM acknowledged_moves a
WHERE NOT EXISTS (SELECT FROM order_transitions t WHERE t.order_id = a.order_id AND t.to_status::text = a.status)
