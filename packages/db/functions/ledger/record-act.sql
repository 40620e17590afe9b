-- Puts on record what an operator did. The address that the call came from is in the transaction's `atlas.client_address`.
CREATE OR REPLACE FUNCTION ledger.record_act(p_actor uuid, p_action text, p_subject uuid, p_reason text, p_details jsonb)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  SELECT ledger.write_audit(p_actor, p_action, p_subject, p_reason, p_details);
END;
