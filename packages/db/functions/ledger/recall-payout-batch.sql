-- The bank did not get a batch, or did not take it: those of its payouts that are not sent may be exported again. A repeat
-- changes nothing. Refusals: BATCH_NOT_FOUND, BATCH_SENT.
CREATE OR REPLACE FUNCTION ledger.recall_payout_batch(p_id uuid, p_reason text, p_actor uuid, OUT refusal text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v ledger.payout_batches;
  v_ids uuid[];
BEGIN
  SELECT * INTO v FROM ledger.payout_batches WHERE id = p_id FOR UPDATE;
  IF NOT FOUND THEN refusal := 'BATCH_NOT_FOUND'; RETURN; END IF;
  IF v.recalled_at IS NOT NULL THEN RETURN; END IF;
  SELECT array_agg(waiting.id) INTO v_ids FROM (
    SELECT p.id FROM ledger.payouts p
    WHERE p.status = 'approved' AND p.id IN (SELECT i.payout_id FROM ledger.payout_batch_items i WHERE i.batch_id = p_id)
    ORDER BY p.id FOR UPDATE) waiting;
  IF v_ids IS NULL THEN refusal := 'BATCH_SENT'; RETURN; END IF;
  UPDATE ledger.payout_batch_items i SET recalled_at = clock.now() WHERE i.batch_id = p_id AND i.payout_id = ANY (v_ids);
  UPDATE ledger.payout_batches SET recalled_at = clock.now(), recalled_by = p_actor, recall_reason = p_reason
  WHERE id = p_id;
  PERFORM ledger.write_audit(p_actor, 'recall-payout-batch', p_id, p_reason, jsonb_build_object('payoutIds', v_ids));
END
$$;
