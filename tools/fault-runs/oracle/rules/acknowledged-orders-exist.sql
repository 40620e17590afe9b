-- An order that was acknowledged exists, for its rider and at the price that was acknowledged.
SELECT a.order_id, a.fare_minor, o.fare_minor AS kept
FROM acknowledged_orders a LEFT JOIN orders o ON o.id = a.order_id AND o.rider_id = a.rider_id
WHERE o.fare_minor IS DISTINCT FROM a.fare_minor
