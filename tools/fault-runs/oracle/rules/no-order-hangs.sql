-- Once the load is over, every order has ended.
SELECT id, status::text, created_at, requested_at, matched_at FROM orders
WHERE status NOT IN ('FINISHED', 'CANCELLED', 'EXPIRED')
