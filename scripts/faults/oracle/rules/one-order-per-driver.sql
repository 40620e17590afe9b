-- A driver has one order at a time; a second one may only wait behind the first as its offer said.
WITH spans AS (
  SELECT m.order_id, m.driver_id, m.committed_at AS since, coalesce((
    SELECT min(e.committed_at) FROM moves e
    WHERE e.order_id = m.order_id AND e.committed_at > m.committed_at AND e.to_status NOT IN ('ARRIVED', 'STARTED')
  ), 'infinity') AS until
  FROM moves m WHERE m.to_status = 'MATCHED'
)
SELECT a.driver_id, a.order_id, b.order_id AS second_order_id, b.since
FROM spans a JOIN spans b ON b.driver_id = a.driver_id AND b.order_id <> a.order_id
  AND b.since > a.since AND b.since < a.until
WHERE NOT EXISTS (
  SELECT FROM offers f WHERE f.order_id = b.order_id AND f.driver_id = b.driver_id AND f.status = 'ACCEPTED'
    AND f.behind_order_id = a.order_id)
