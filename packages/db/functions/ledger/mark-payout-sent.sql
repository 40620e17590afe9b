-- Marks one payout as sent, such as one that is paid by hand. Refusals: those of `send_payout`.
CREATE OR REPLACE FUNCTION ledger.mark_payout_sent(p_id uuid, p_reference text, p_reason text, p_actor uuid, OUT refusal text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_is_changed boolean;
BEGIN
  SELECT s.refusal, s.is_changed INTO refusal, v_is_changed FROM ledger.send_payout(p_id, p_reference, p_actor) s;
  IF v_is_changed THEN
    PERFORM ledger.write_audit(p_actor, 'send-payout', p_id, p_reason, jsonb_build_object('reference', p_reference));
  END IF;
END
$$;
