-- No trip is charged that was not finished, and no fee that the rule of cancellations does not allow.
SELECT t.id, t.kind::text, t.order_id, o.status::text, t.amount, a.age_s
FROM ledger.transfers t
JOIN orders o ON o.id = t.order_id
JOIN cities c ON c.id = o.city_id
LEFT JOIN acknowledged_cancels a ON a.order_id = o.id
WHERE (t.kind IN ('fare', 'commission', 'tax', 'cash_collected') AND o.status <> 'FINISHED')
  OR (t.kind = 'cancel_fee' AND (
    o.status <> 'CANCELLED' OR o.matched_at IS NULL
    -- By the rider, or by a driver to whom nobody came, and never for an arrival that is not proven or does not stand.
    OR (o.cancelled_by <> 'rider' AND (o.cancelled_by <> 'driver' OR o.arrived_at IS NULL))
    OR (o.arrived_at IS NOT NULL AND (o.arrival_proof = 'override' OR o.arrival_lost_at IS NOT NULL))
    -- From the wallet, and what that did not cover from what is owed.
    OR (SELECT sum(f.amount) FROM ledger.transfers f WHERE f.order_id = o.id AND f.kind = 'cancel_fee')
      <> least(c.cancel_fee_minor, o.fare_minor)
    -- By the rider's own watch, which started before the booking was sent and stopped after the answer.
    OR a.age_s <= c.cancel_free_s))
