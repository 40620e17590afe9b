-- A trip costs what was quoted and the waiting; only one that ran for a minute or more may have been recomputed, downwards.
SELECT id, fare_minor, waiting_minor, final_fare_minor FROM orders
WHERE status = 'FINISHED' AND (
  final_fare_minor IS NULL
  OR final_fare_minor > fare_minor + coalesce(waiting_minor, 0)
  OR (finished_at - started_at < interval '1 minute' AND final_fare_minor <> fare_minor + coalesce(waiting_minor, 0)))
