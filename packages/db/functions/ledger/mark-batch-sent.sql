-- Marks every payout of a batch as sent, each by itself: one that cannot be (a frozen wallet) stays as it is and is named; one
-- that was sent before is passed over, also when it has come back since. Returns a row for each of the others. Refusals of the whole:
-- BATCH_NOT_FOUND, BATCH_RECALLED, as a row without a payout.
CREATE OR REPLACE FUNCTION ledger.mark_batch_sent(p_batch uuid, p_reference text, p_reason text, p_actor uuid)
RETURNS TABLE (payout_id uuid, refusal text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v ledger.payout_batches;
  v_item record;
  v_sent uuid[] := '{}';
BEGIN
  SELECT * INTO v FROM ledger.payout_batches b WHERE b.id = p_batch FOR UPDATE;
  refusal := CASE WHEN v.id IS NULL THEN 'BATCH_NOT_FOUND' WHEN v.recalled_at IS NOT NULL THEN 'BATCH_RECALLED' END;
  IF refusal IS NOT NULL THEN RETURN NEXT; RETURN; END IF;
  FOR v_item IN
    SELECT i.payout_id, s.refusal, s.is_changed
    FROM (SELECT b.payout_id FROM ledger.payout_batch_items b JOIN ledger.payouts p ON p.id = b.payout_id
          WHERE b.batch_id = p_batch AND p.transfer_id IS NULL ORDER BY b.payout_id) i
    CROSS JOIN LATERAL ledger.send_payout(i.payout_id, p_reference, p_actor) s
  LOOP
    payout_id := v_item.payout_id; refusal := v_item.refusal;
    IF v_item.is_changed THEN v_sent := v_sent || payout_id; END IF;
    RETURN NEXT;
  END LOOP;
  IF cardinality(v_sent) > 0 THEN
    PERFORM ledger.write_audit(p_actor, 'send-payout-batch', p_batch, p_reason,
      jsonb_build_object('reference', p_reference, 'payoutIds', v_sent));
  END IF;
END
$$;
