-- What a version before calls to adjust an account: above the city's limit it becomes a request, of which that version says that it is
-- `pending`. Refusals: those of `post_adjustment`.
CREATE OR REPLACE FUNCTION ledger.adjust(
  p_key text, p_id uuid, p_transfer uuid, p_account uuid, p_delta bigint, p_reason text, p_actor uuid,
  OUT refusal text, OUT adjustment_id uuid, OUT status text, OUT transfer_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT a.request_id, 'pending' INTO adjustment_id, status
  FROM ledger.ask_approval(p_key, 'adjust', p_id, 'adjustment', abs(p_delta), ARRAY[p_account],
    ARRAY(SELECT w.id FROM ledger.accounts w WHERE w.id = p_account AND w.owner_id IS NOT NULL AND p_delta < 0),
    jsonb_build_object('accountId', p_account, 'amountMinor', abs(p_delta)::text,
      'direction', CASE WHEN p_delta > 0 THEN 'in' ELSE 'out' END), p_reason, p_actor) a;
  IF adjustment_id IS NULL THEN
    SELECT p.refusal, p.adjustment_id, p.status, p.transfer_id INTO refusal, adjustment_id, status, transfer_id
    FROM ledger.post_adjustment(p_key, p_id, p_transfer, p_account, p_delta, p_reason, p_actor) p;
  END IF;
END
$$;
