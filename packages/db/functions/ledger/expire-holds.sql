-- Ends up to `p_limit` holds whose time is over and returns them with their owners. Holds in use and holds of payouts
-- do not expire, and unproven parts of fares end with their order's answer. What they held pays their owners' debts first. A
-- batch skips what another transaction has locked.
CREATE OR REPLACE FUNCTION ledger.expire_holds(p_now timestamptz, p_limit integer)
RETURNS TABLE (hold_id uuid, account_id uuid, order_id uuid, owner_id uuid, city_id text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_holds uuid[];
BEGIN
  SELECT array_agg(d.id) INTO v_holds FROM (
    SELECT h.id FROM ledger.holds h
    WHERE h.status = 'open' AND h.purpose = 'charge' AND h.expires_at <= p_now
      AND (h.order_id IS NULL OR NOT ledger.is_hold_in_use(h.order_id))
      AND NOT EXISTS (SELECT FROM ledger.payouts p WHERE p.hold_id = h.id)
    ORDER BY h.expires_at LIMIT p_limit FOR UPDATE SKIP LOCKED
  ) d;
  PERFORM 1 FROM ledger.accounts a
  WHERE a.id IN (SELECT h.account_id FROM ledger.holds h WHERE h.id = ANY (v_holds)) ORDER BY a.id FOR NO KEY UPDATE;
  UPDATE ledger.accounts a SET held = a.held - d.amount
  FROM (SELECT h.account_id, sum(h.amount)::bigint AS amount FROM ledger.holds h WHERE h.id = ANY (v_holds) GROUP BY 1) d
  WHERE a.id = d.account_id;
  PERFORM ledger.pay_debts(ARRAY(SELECT h.account_id FROM ledger.holds h WHERE h.id = ANY (v_holds)), NULL);
  RETURN QUERY
  UPDATE ledger.holds h SET status = 'expired', closed_at = clock.now()
  FROM ledger.accounts a WHERE h.id = ANY (v_holds) AND a.id = h.account_id
  RETURNING h.id, h.account_id, h.order_id, a.owner_id, a.city_id;
END
$$;
