-- An offer whose time is over is decided or closed.
SELECT id, order_id, driver_id, expires_at FROM offers
WHERE status = 'PENDING' AND (expires_at < now() - interval '20 seconds' OR expires_at > now() + interval '60 seconds')
