-- Each step of a driver stands with what the server knew of the car.
SELECT m.order_id, m.to_status, count(*) AS steps, e.kept
FROM moves m
CROSS JOIN LATERAL (
  SELECT count(*) AS kept FROM order_evidence o WHERE o.order_id = m.order_id AND o.move::text = lower(m.to_status)) e
WHERE m.to_status IN ('ARRIVED', 'STARTED', 'FINISHED') AND m.from_status IN ('MATCHED', 'ARRIVED', 'STARTED')
GROUP BY m.order_id, m.to_status, e.kept
HAVING count(*) > e.kept
