-- The holds of an order that has ended are closed, but for what its rider may still confirm; one that runs and is paid from a
-- wallet has its hold.
SELECT o.id, o.status::text, h.purpose::text, h.status::text AS hold
FROM orders o LEFT JOIN ledger.holds h ON h.order_id = o.id
WHERE (o.status IN ('FINISHED', 'CANCELLED', 'EXPIRED') AND h.status = 'open'
    AND NOT (h.purpose = 'unproven' AND o.fare_answer IS NULL AND o.fare_confirm_by > now() - interval '20 seconds'))
  OR (o.payment_method = 'wallet' AND o.status IN ('CREATED', 'MATCHED', 'ARRIVED', 'STARTED')
    AND h.status IS DISTINCT FROM 'open')
