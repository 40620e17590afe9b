-- A position that was accepted is in the driver's history; the newest may still be on their way.
SELECT a.driver_id, a.recorded_at
FROM acknowledged_positions a
WHERE a.recorded_at < now() - interval '10 seconds' AND NOT EXISTS (
  SELECT FROM gps_points p WHERE p.driver_id = a.driver_id AND p.recorded_at = a.recorded_at)
