-- Gives back what a trip holds. Returns false when it holds nothing.
CREATE OR REPLACE FUNCTION ledger.void_trip_hold(p_order uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_hold uuid;
BEGIN
  SELECT id INTO v_hold FROM ledger.holds WHERE order_id = p_order AND purpose = 'charge' AND status = 'open' FOR UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM ledger.free_hold(v_hold, 'voided');
  RETURN true;
END
$$;
