-- Gives the rider back what was held for the unproven part of a fare: said no (`voided`), or said nothing (`expired`). Returns
-- false when nothing is held (any more).
CREATE OR REPLACE FUNCTION ledger.release_unproven(p_order uuid, p_status ledger.hold_status) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_hold uuid;
BEGIN
  SELECT id INTO v_hold FROM ledger.holds
  WHERE order_id = p_order AND purpose = 'unproven' AND status = 'open' FOR UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM ledger.free_hold(v_hold, p_status);
  RETURN true;
END
$$;
