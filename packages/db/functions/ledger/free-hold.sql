-- Ends an open hold of which nothing is captured: what it held pays the owner's debt first, and the rest is free.
CREATE OR REPLACE FUNCTION ledger.free_hold(p_hold uuid, p_status ledger.hold_status) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  h ledger.holds;
BEGIN
  PERFORM ledger.close_hold(p_hold, p_status, 0);
  SELECT * INTO STRICT h FROM ledger.holds WHERE id = p_hold;
  PERFORM ledger.pay_debt(h.account_id, h.order_id, h.order_id);
END
$$;
