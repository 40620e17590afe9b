-- A second admin's decision on a pending adjustment. A repeat of the same decision returns the first. Refusals:
-- NOT_FOUND, ILLEGAL_TRANSITION (decided otherwise), SELF_APPROVAL, and those of `move`.
CREATE OR REPLACE FUNCTION ledger.decide_adjustment(
  p_id uuid, p_transfer uuid, p_is_approved boolean, p_reason text, p_actor uuid,
  OUT refusal text, OUT status text, OUT transfer_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  a ledger.adjustments;
  v_account ledger.accounts;
  v_status ledger.adjustment_status := CASE WHEN p_is_approved THEN 'posted' ELSE 'rejected' END;
  v_transfer uuid := CASE WHEN p_is_approved THEN p_transfer END;
BEGIN
  SELECT * INTO a FROM ledger.adjustments WHERE id = p_id FOR UPDATE;
  IF NOT FOUND THEN refusal := 'NOT_FOUND'; RETURN; END IF;
  status := a.status; transfer_id := a.transfer_id;
  IF a.status <> 'pending' THEN
    IF (a.status = 'posted') <> p_is_approved THEN refusal := 'ILLEGAL_TRANSITION'; END IF;
    RETURN;
  END IF;
  IF p_is_approved THEN
    SELECT * INTO STRICT v_account FROM ledger.accounts WHERE id = a.account_id;
    IF p_actor IN (a.requested_by, v_account.owner_id) THEN refusal := 'SELF_APPROVAL'; RETURN; END IF;
    refusal := ledger.move_adjustment(p_transfer, v_account, a.amount, a.reason, p_actor, NULL);
    IF refusal IS NOT NULL THEN RETURN; END IF;
  END IF;
  status := v_status; transfer_id := v_transfer;
  UPDATE ledger.adjustments
  SET status = v_status, transfer_id = v_transfer, decided_by = p_actor, decided_at = clock.now()
  WHERE id = p_id;
  PERFORM ledger.write_audit(p_actor, CASE WHEN p_is_approved THEN 'approve-adjustment' ELSE 'reject-adjustment' END,
    p_id, p_reason, NULL);
END
$$;
