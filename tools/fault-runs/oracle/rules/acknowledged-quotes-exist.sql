-- A quote that was acknowledged exists, with the price that was acknowledged.
SELECT a.quote_id, a.fare_minor, q.fare_minor AS kept
FROM acknowledged_quotes a LEFT JOIN quotes q ON q.id = a.quote_id AND q.rider_id = a.rider_id
WHERE q.fare_minor IS DISTINCT FROM a.fare_minor
