-- Every finished wallet trip that had its time, with the captures and the dead letters that it has: one in all. A
-- letter that was just replayed is in transit and still counts.
CREATE OR REPLACE FUNCTION ledger.orders_against_captures(p_now timestamptz, p_grace interval)
RETURNS TABLE (order_id uuid, city_id text, ended_at timestamptz, captures integer, dead_letters integer)
LANGUAGE sql STABLE AS $$
  SELECT o.id, o.city_id, o.ended_at, (s.order_id IS NOT NULL)::integer, d.letters
  FROM public.orders o
  LEFT JOIN ledger.settlements s ON s.order_id = o.id AND s.kind = 'capture'
  CROSS JOIN LATERAL (
    SELECT count(*)::integer AS letters FROM public.dead_letters l
    WHERE l.order_id = o.id AND l.queue = 'wallet-transactions'
      AND (l.replayed_at IS NULL OR (s.order_id IS NULL AND l.replayed_at > p_now - p_grace))) d
  WHERE o.status = 'FINISHED' AND o.payment_method = 'wallet' AND o.ended_at < p_now - p_grace
$$;
