-- No order expires before the city has looked for a driver for as long as it says, by the rider's own watch.
SELECT a.order_id, a.booked_at, m.committed_at AS expired_at
FROM acknowledged_orders a
JOIN moves m ON m.order_id = a.order_id AND m.to_status = 'EXPIRED'
JOIN orders o ON o.id = a.order_id
JOIN cities c ON c.id = o.city_id
WHERE m.committed_at < a.booked_at + make_interval(secs => c.search_timeout_s - 2)
