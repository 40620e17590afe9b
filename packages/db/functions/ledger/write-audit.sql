-- A line of the audit log, which is append-only. The address is the one that the transaction was given, if it was; what a second operator has
-- approved leads to its request.
CREATE OR REPLACE FUNCTION ledger.write_audit(p_actor uuid, p_action text, p_subject uuid, p_reason text, p_details jsonb)
RETURNS void LANGUAGE sql AS $$
  INSERT INTO ledger.audit_log (actor_id, action, subject_id, reason, details, address)
  VALUES (p_actor, p_action, p_subject, p_reason,
    coalesce(p_details, '{}') || jsonb_strip_nulls(jsonb_build_object(
      'requestId', nullif(current_setting('atlas.approval_request', true), ''))),
    nullif(current_setting('atlas.client_address', true), ''))
$$;
