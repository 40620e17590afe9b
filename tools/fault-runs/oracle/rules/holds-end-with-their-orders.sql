-- The hold of an order that has ended is closed, and one that runs and is paid from a wallet has its hold.
SELECT o.id, o.status::text, h.status::text AS hold
FROM orders o LEFT JOIN ledger.holds h ON h.order_id = o.id
WHERE (o.status IN ('FINISHED', 'CANCELLED', 'EXPIRED') AND h.status = 'open')
  OR (o.payment_method = 'wallet' AND o.status IN ('CREATED', 'MATCHED', 'ARRIVED', 'STARTED')
    AND h.status IS DISTINCT FROM 'open')
