-- Locks what the settlement of trips is going to change, in the order that holds everywhere: orders, holds, wallets, the
-- city's own accounts. Returns the sub-account to settle with: whichever no other batch is using, so that settling
-- workers never wait for one another there.
CREATE OR REPLACE FUNCTION ledger.lock_for_settlement(p_orders uuid[]) RETURNS smallint LANGUAGE plpgsql AS $$
DECLARE
  v_shard smallint;
BEGIN
  PERFORM 1 FROM public.orders o WHERE o.id = ANY (p_orders) ORDER BY o.id FOR NO KEY UPDATE;
  PERFORM 1 FROM ledger.holds h WHERE h.order_id = ANY (p_orders) ORDER BY h.id FOR UPDATE;
  PERFORM 1 FROM ledger.accounts a
  WHERE a.id = ANY (ARRAY(
    SELECT h.account_id FROM ledger.holds h WHERE h.order_id = ANY (p_orders)
    UNION ALL
    SELECT w.id FROM public.orders o JOIN ledger.accounts w ON w.owner_id IN (o.rider_id, o.driver_id)
    WHERE o.id = ANY (p_orders)))
  ORDER BY a.id FOR NO KEY UPDATE;

  SELECT a.shard INTO v_shard FROM ledger.accounts a
  WHERE a.owner_id IS NULL AND a.kind = 'platform_revenue'
    AND a.city_id = (SELECT o.city_id FROM public.orders o WHERE o.id = ANY (p_orders) LIMIT 1)
  LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
  v_shard := coalesce(v_shard, ledger.own_shard());
  PERFORM 1 FROM ledger.accounts a
  WHERE a.owner_id IS NULL AND a.kind IN ('platform_revenue', 'tax', 'cash_clearing') AND a.shard = v_shard
    AND a.city_id IN (SELECT o.city_id FROM public.orders o WHERE o.id = ANY (p_orders))
  ORDER BY a.id FOR NO KEY UPDATE;
  RETURN v_shard;
END
$$;
