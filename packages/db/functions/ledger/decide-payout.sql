-- An admin's decision on a requested payout: approved, or returned, which frees what was held. A repeat changes
-- nothing. One whose file may be at the bank is not returned. Refusals: PAYOUT_NOT_FOUND, PAYOUT_CLOSED, PAYOUT_IN_BATCH,
-- SELF_APPROVAL (of who is paid, who asked, or who put money into the wallet since the last payout), DEBT_OUTSTANDING (a debt came about since it was requested).
CREATE OR REPLACE FUNCTION ledger.decide_payout(
  p_id uuid, p_is_approved boolean, p_reason text, p_actor uuid,
  OUT refusal text, OUT is_changed boolean, OUT city_id text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v ledger.payouts;
  v_wallet ledger.accounts;
BEGIN
  is_changed := false;
  SELECT * INTO v FROM ledger.payouts WHERE id = p_id FOR UPDATE;
  IF NOT FOUND THEN refusal := 'PAYOUT_NOT_FOUND'; RETURN; END IF;
  SELECT a.city_id INTO city_id FROM ledger.accounts a WHERE a.id = v.account_id;
  IF p_is_approved THEN
    IF v.status IN ('approved', 'settled') THEN RETURN; END IF;
    IF v.status <> 'requested' THEN refusal := 'PAYOUT_CLOSED'; RETURN; END IF;
    IF p_actor IN (v.driver_id, v.requested_by) OR ledger.has_put_in(p_actor, v.account_id) THEN
      refusal := 'SELF_APPROVAL'; RETURN;
    END IF;
    SELECT * INTO STRICT v_wallet FROM ledger.accounts a WHERE a.id = v.account_id FOR NO KEY UPDATE;
    refusal := nullif(ledger.payout_refusal(v_wallet, 0), 'INSUFFICIENT_FUNDS');
    IF refusal IS NOT NULL THEN RETURN; END IF;
    UPDATE ledger.payouts
    SET status = 'approved', decided_at = clock.now(), decided_by = p_actor, reason = p_reason WHERE id = p_id;
  ELSE
    IF v.status = 'returned' THEN RETURN; END IF;
    IF v.status = 'settled' THEN refusal := 'PAYOUT_CLOSED'; RETURN; END IF;
    IF ledger.is_in_batch(p_id) THEN refusal := 'PAYOUT_IN_BATCH'; RETURN; END IF;
    PERFORM 1 FROM ledger.holds WHERE id = v.hold_id FOR UPDATE;
    PERFORM ledger.free_hold(v.hold_id, 'voided');
    UPDATE ledger.payouts
    SET status = 'returned', decided_at = clock.now(), decided_by = p_actor, closed_at = clock.now(),
        reason = p_reason
    WHERE id = p_id;
  END IF;
  PERFORM ledger.write_audit(p_actor, CASE WHEN p_is_approved THEN 'approve-payout' ELSE 'return-payout' END, p_id,
    p_reason, jsonb_build_object('amountMinor', v.amount::text));
  is_changed := true;
END
$$;
