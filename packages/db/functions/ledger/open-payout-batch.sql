-- Gathers a city's approved payouts that have a bank account and stand in no batch, the oldest first, but for those of a frozen
-- wallet or of a driver who owes too much by now. The caller writes the file in the same transaction. Refusals: CITY_NOT_FOUND,
-- NOTHING_TO_EXPORT, IDEMPOTENCY_KEY_REUSED.
CREATE OR REPLACE FUNCTION ledger.open_payout_batch(
  p_key text, p_id uuid, p_city text, p_format text, p_limit integer, p_actor uuid, p_reason text,
  OUT refusal text, OUT batch_id uuid, OUT is_replay boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_city public.cities;
  v_stored ledger.idempotency;
  v_ids uuid[];
  v_total bigint;
  v_hash bytea := ledger.digest(jsonb_build_array('payout-batch', p_city, p_format)::text);
BEGIN
  p_key := ledger.scoped_key(p_key, 'payout-batch');
  is_replay := false;
  -- One export at a time in a city: what the first takes is not free for the second.
  PERFORM pg_advisory_xact_lock(hashtextextended('payout-batch ' || p_city, 0));
  SELECT * INTO v_stored FROM ledger.idempotency k WHERE k.key = p_key;
  IF FOUND THEN
    is_replay := true;
    IF v_stored.payload_hash = v_hash THEN batch_id := v_stored.result_ids[1];
    ELSE refusal := 'IDEMPOTENCY_KEY_REUSED'; END IF;
    RETURN;
  END IF;
  SELECT * INTO v_city FROM public.cities c WHERE c.id = p_city;
  IF NOT FOUND THEN refusal := 'CITY_NOT_FOUND'; RETURN; END IF;
  SELECT array_agg(free.id ORDER BY free.id), sum(free.amount) INTO v_ids, v_total FROM (
    SELECT p.id, p.amount FROM ledger.payouts p JOIN ledger.accounts a ON a.id = p.account_id
    WHERE p.status = 'approved' AND p.bank_account_id IS NOT NULL AND a.city_id = p_city
      AND p.currency = v_city.currency AND NOT ledger.is_in_batch(p.id)
      AND a.frozen_at IS NULL AND ledger.payout_refusal(a, 0) IS DISTINCT FROM 'DEBT_OUTSTANDING'
    ORDER BY p.id LIMIT p_limit FOR UPDATE OF p) free;
  IF v_ids IS NULL THEN refusal := 'NOTHING_TO_EXPORT'; RETURN; END IF;
  INSERT INTO ledger.idempotency (key, payload_hash, result_ids) VALUES (p_key, v_hash, ARRAY[p_id])
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN refusal := 'IDEMPOTENCY_KEY_REUSED'; RETURN; END IF;
  batch_id := p_id;
  INSERT INTO ledger.payout_batches (id, city_id, currency, format, payouts, total, execution_day, created_by)
  VALUES (p_id, p_city, v_city.currency, p_format, cardinality(v_ids), v_total,
    to_char(clock.now() AT TIME ZONE v_city.timezone, 'YYYY-MM-DD'), p_actor);
  INSERT INTO ledger.payout_batch_items (batch_id, payout_id) SELECT p_id, unnest(v_ids);
  PERFORM ledger.write_audit(p_actor, 'export-payouts', p_id, p_reason,
    jsonb_build_object('format', p_format, 'payouts', cardinality(v_ids), 'totalMinor', v_total::text));
END
$$;
