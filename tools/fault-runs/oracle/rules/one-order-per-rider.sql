-- A rider has one order at a time.
WITH spans AS (
  SELECT o.id, o.rider_id, min(m.committed_at) AS since,
    coalesce(min(m.committed_at) FILTER (WHERE m.to_status IN ('FINISHED', 'CANCELLED', 'EXPIRED')), 'infinity') AS until
  FROM orders o JOIN moves m ON m.order_id = o.id GROUP BY o.id
)
SELECT a.rider_id, a.id, b.id AS second_id
FROM spans a JOIN spans b ON b.rider_id = a.rider_id AND b.id <> a.id AND b.since > a.since AND b.since < a.until
