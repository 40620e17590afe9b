-- A trip costs at most what was quoted and the waiting; one of less than a minute, in which nobody drives anywhere, the minimum.
SELECT o.id, o.fare_minor, o.waiting_minor, o.final_fare_minor, o.fare_basis, m.minimum
FROM orders o
JOIN quotes q ON q.id = o.quote_id
JOIN tariffs t ON t.city_id = q.city_id AND t.vehicle_type = q.vehicle_type AND t.version = q.tariff_version
CROSS JOIN LATERAL (
  SELECT least(o.fare_minor, round(greatest(t.base_minor, t.minimum_minor) * greatest(q.surge_bps, 10000) / 10000.0
    / t.rounding_minor) * t.rounding_minor) AS minimum) m
WHERE o.status = 'FINISHED' AND (
  o.final_fare_minor IS NULL
  OR o.final_fare_minor > o.fare_minor + coalesce(o.waiting_minor, 0)
  OR o.final_fare_minor < m.minimum + coalesce(o.waiting_minor, 0)
  OR (o.finished_at - o.started_at < interval '1 minute' AND o.final_fare_minor <> m.minimum + coalesce(o.waiting_minor, 0)))
