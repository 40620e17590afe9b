-- The history of an order, in the order of its commits, is a chain of legal moves that ends in the order's status. A car that
-- has left the pickup arrives anew.
WITH history AS (
  SELECT order_id, from_status, to_status,
    lag(to_status) OVER (PARTITION BY order_id ORDER BY committed_at) AS before,
    row_number() OVER (PARTITION BY order_id ORDER BY committed_at DESC) AS from_last
  FROM moves
), legal (from_status, to_status) AS (
  VALUES (NULL, 'CREATED'), ('CREATED', 'MATCHED'), ('CREATED', 'CANCELLED'), ('CREATED', 'EXPIRED'),
    ('MATCHED', 'ARRIVED'), ('MATCHED', 'STARTED'), ('MATCHED', 'CREATED'), ('MATCHED', 'CANCELLED'),
    ('ARRIVED', 'ARRIVED'), ('ARRIVED', 'STARTED'), ('ARRIVED', 'CREATED'), ('ARRIVED', 'CANCELLED'),
    ('STARTED', 'FINISHED'), ('STARTED', 'CANCELLED')
)
SELECT o.id, o.status::text, h.before, h.from_status, h.to_status
FROM orders o LEFT JOIN history h ON h.order_id = o.id
WHERE h.order_id IS NULL
  OR h.from_status IS DISTINCT FROM h.before
  OR NOT EXISTS (
    SELECT FROM legal l WHERE l.from_status IS NOT DISTINCT FROM h.from_status AND l.to_status = h.to_status)
  OR (h.from_last = 1 AND h.to_status <> o.status::text)
