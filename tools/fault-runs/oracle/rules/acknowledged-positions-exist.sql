-- A position that was accepted is in the driver's history; the newest may still be on their way.
SELECT a.driver_id, a.sent_at
FROM acknowledged_positions a
WHERE a.sent_at < now() - interval '10 seconds' AND NOT EXISTS (
  SELECT FROM gps_points p
  WHERE p.driver_id = a.driver_id AND p.heading_deg = a.heading_deg
    AND p.recorded_at BETWEEN a.sent_at - interval '1 minute' AND a.sent_at + interval '1 minute')
