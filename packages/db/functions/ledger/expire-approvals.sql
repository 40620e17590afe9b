-- Ends the requests that nobody has decided about in their time, on record as the installation's act. Returns them with their cities. A batch
-- skips what another transaction has locked.
CREATE OR REPLACE FUNCTION ledger.expire_approvals(p_limit integer, p_actor uuid)
RETURNS TABLE (request_id uuid, city_id text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_ids uuid[];
BEGIN
  SELECT array_agg(d.id) INTO v_ids FROM (
    SELECT r.id FROM ledger.approval_requests r WHERE r.state = 'waiting' AND r.expires_at <= clock.now()
    ORDER BY r.expires_at LIMIT p_limit FOR UPDATE SKIP LOCKED) d;
  UPDATE ledger.adjustments SET status = 'rejected', decided_at = clock.now() WHERE id = ANY (v_ids) AND status = 'pending';
  PERFORM ledger.write_audit(p_actor, 'expire-request', i.id, NULL,
    jsonb_build_object('before', jsonb_build_object('state', 'waiting'), 'after', jsonb_build_object('state', 'expired')))
  FROM unnest(v_ids) AS i(id);
  RETURN QUERY
  UPDATE ledger.approval_requests r SET state = 'expired', decided_at = clock.now() WHERE r.id = ANY (v_ids)
  RETURNING r.id, r.city_id;
END
$$;
