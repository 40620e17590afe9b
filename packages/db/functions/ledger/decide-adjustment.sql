-- What a version before calls to decide about an adjustment, which is a request by now. A repeat of the same decision returns the first.
-- Refusals: NOT_FOUND, ILLEGAL_TRANSITION (ended otherwise), SELF_APPROVAL, and those of `move`.
CREATE OR REPLACE FUNCTION ledger.decide_adjustment(
  p_id uuid, p_transfer uuid, p_is_approved boolean, p_reason text, p_actor uuid,
  OUT refusal text, OUT status text, OUT transfer_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_state text := CASE WHEN p_is_approved THEN 'approved' ELSE 'rejected' END;
  v_is_repeat boolean;
  r ledger.approval_requests;
BEGIN
  SELECT c.refusal, c.is_repeat INTO refusal, v_is_repeat FROM ledger.claim_approval(p_id, v_state, p_actor) c;
  refusal := CASE refusal WHEN 'APPROVAL_NOT_FOUND' THEN 'NOT_FOUND' WHEN 'APPROVAL_CLOSED' THEN 'ILLEGAL_TRANSITION' ELSE refusal END;
  IF refusal IS NOT NULL THEN RETURN; END IF;
  status := CASE WHEN p_is_approved THEN 'posted' ELSE 'rejected' END;
  SELECT * INTO STRICT r FROM ledger.approval_requests WHERE id = p_id AND kind = 'adjustment';
  IF v_is_repeat THEN transfer_id := r.result_ids[1]; RETURN; END IF;
  IF p_is_approved THEN
    BEGIN
      SELECT p.refusal, p.transfer_id INTO refusal, transfer_id
      FROM ledger.post_adjustment('approval:' || p_id, p_id, p_transfer, (r.payload->>'accountId')::uuid,
        CASE WHEN r.payload->>'direction' = 'in' THEN r.amount ELSE -r.amount END, r.reason, r.requested_by) p;
      -- Nothing is left of it, not the key either: it may be tried again.
      IF refusal IS NOT NULL THEN RAISE EXCEPTION USING ERRCODE = 'AT001', MESSAGE = refusal; END IF;
    EXCEPTION WHEN SQLSTATE 'AT001' THEN
      refusal := SQLERRM; status := 'pending'; transfer_id := NULL;
      RETURN;
    END;
  END IF;
  PERFORM ledger.close_approval(p_id, v_state, p_reason, array_remove(ARRAY[transfer_id], NULL), p_actor);
END
$$;
