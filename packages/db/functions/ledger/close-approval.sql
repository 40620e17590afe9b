-- Ends a request that the caller has claimed, with what was posted for it, and puts it on record. An adjustment of it says who decided; one
-- that waited before there were requests ends with it.
CREATE OR REPLACE FUNCTION ledger.close_approval(p_id uuid, p_state text, p_reason text, p_results uuid[], p_actor uuid)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r ledger.approval_requests;
BEGIN
  UPDATE ledger.approval_requests
  SET state = p_state::ledger.approval_state, decided_by = p_actor, decided_at = clock.now(), decision_reason = p_reason,
    result_ids = p_results
  WHERE id = p_id AND state = 'waiting' RETURNING * INTO STRICT r;
  UPDATE ledger.adjustments a
  SET decided_by = p_actor, decided_at = clock.now(), status = CASE WHEN a.status = 'pending' THEN 'rejected' ELSE a.status END
  WHERE a.id = p_id;
  PERFORM ledger.write_audit(p_actor,
    CASE p_state WHEN 'approved' THEN 'approve-request' WHEN 'rejected' THEN 'reject-request' ELSE 'withdraw-request' END,
    p_id, p_reason,
    r.payload || jsonb_build_object('kind', r.kind, 'cityId', r.city_id, 'amountMinor', r.amount::text, 'requestedBy', r.requested_by,
      'before', jsonb_build_object('state', 'waiting'), 'after', jsonb_build_object('state', p_state))
    || CASE WHEN p_state = 'approved' THEN jsonb_build_object('resultIds', p_results) ELSE '{}' END);
END
$$;
