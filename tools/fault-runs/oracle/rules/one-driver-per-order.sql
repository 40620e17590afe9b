-- An order has one driver at a time: the driver who moves it is the one it was matched with last.
WITH history AS (
  SELECT order_id, to_status, driver_id, committed_at,
    count(*) FILTER (WHERE to_status = 'MATCHED') OVER (PARTITION BY order_id ORDER BY committed_at) AS match
  FROM moves
), matches AS (
  SELECT order_id, match, driver_id, match = max(match) OVER (PARTITION BY order_id) AS is_last
  FROM history WHERE to_status = 'MATCHED'
)
SELECT h.order_id, h.to_status, h.driver_id, m.driver_id AS matched_with
FROM history h JOIN matches m USING (order_id, match)
WHERE h.to_status IN ('ARRIVED', 'STARTED', 'FINISHED') AND h.driver_id IS DISTINCT FROM m.driver_id
UNION ALL
SELECT o.id, o.status::text, o.driver_id, m.driver_id
FROM orders o JOIN matches m ON m.order_id = o.id AND m.is_last
WHERE o.status IN ('MATCHED', 'ARRIVED', 'STARTED', 'FINISHED') AND o.driver_id IS DISTINCT FROM m.driver_id
