-- A driver has one order at a time; a second one may only wait behind the first as its offer said.
WITH turns AS (
  SELECT order_id, driver_id, to_status, committed_at,
    lead(committed_at, 1, 'infinity') OVER (PARTITION BY order_id ORDER BY committed_at) AS until
  FROM moves WHERE to_status NOT IN ('ARRIVED', 'STARTED')
), spans AS (
  SELECT order_id, driver_id, committed_at AS since, until FROM turns WHERE to_status = 'MATCHED'
)
SELECT a.driver_id, a.order_id, b.order_id AS second_order_id, b.since
FROM spans a JOIN spans b ON b.driver_id = a.driver_id AND b.order_id <> a.order_id
  AND b.since > a.since AND b.since < a.until
WHERE NOT EXISTS (
  SELECT FROM offers f WHERE f.order_id = b.order_id AND f.driver_id = b.driver_id AND f.status = 'ACCEPTED'
    AND f.behind_order_id = a.order_id)
