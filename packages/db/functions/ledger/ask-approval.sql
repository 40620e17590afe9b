-- Whether what an operator is about to do waits for a second operator, decided in the transaction that would post it: above the least limit
-- of the accounts' cities it becomes a request, which is returned. Null: at or below the limit, and for a key that has been used for
-- something else, or without a request; the posting function says what comes of that. Changes of a city's settings wait until this
-- transaction is over, or this for them.
CREATE OR REPLACE FUNCTION ledger.ask_approval(
  p_key text, p_scope text, p_id uuid, p_kind text, p_amount bigint, p_accounts uuid[], p_sources uuid[], p_payload jsonb,
  p_reason text, p_actor uuid,
  OUT request_id uuid, OUT is_new boolean, OUT state text, OUT city_id text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_hash bytea := ledger.digest(jsonb_build_array('approval', p_kind, p_payload, p_reason)::text);
  v_currency text;
  v_limit bigint;
BEGIN
  p_key := ledger.scoped_key(p_key, p_scope);
  is_new := false;
  LOOP
    -- In one statement: a second one would see what was committed after the first, and take a request's own key for one of something else.
    SELECT r.id, r.state::text, r.city_id INTO request_id, state, city_id
    FROM ledger.idempotency k LEFT JOIN ledger.approval_requests r ON r.id = k.result_ids[1] AND k.payload_hash = v_hash
    WHERE k.key = p_key;
    IF FOUND THEN RETURN; END IF;
    PERFORM 1 FROM public.cities c
    WHERE c.id IN (SELECT a.city_id FROM ledger.accounts a WHERE a.id = ANY (p_accounts)) ORDER BY c.id FOR SHARE;
    SELECT a.city_id, a.currency, l.minor INTO city_id, v_currency, v_limit
    FROM ledger.accounts a CROSS JOIN LATERAL ledger.approval_limit(a.city_id, p_kind) AS l(minor)
    WHERE a.id = ANY (p_accounts) ORDER BY l.minor, a.id LIMIT 1;
    IF NOT FOUND OR p_amount <= v_limit THEN RETURN; END IF;
    INSERT INTO ledger.idempotency (key, payload_hash, result_ids) VALUES (p_key, v_hash, ARRAY[p_id])
    ON CONFLICT DO NOTHING;
    EXIT WHEN FOUND;
  END LOOP;
  INSERT INTO ledger.approval_requests (
    id, city_id, kind, amount, currency, limit_minor, payload, account_ids, source_ids, reason, requested_by, expires_at)
  VALUES (p_id, ask_approval.city_id, p_kind::ledger.approval_kind, p_amount, v_currency, v_limit, p_payload, p_accounts, p_sources,
    p_reason, p_actor,
    clock.now() + make_interval(hours => ledger.money_setting(ask_approval.city_id, 'approvalExpiresH', 168)::integer));
  request_id := p_id; is_new := true; state := 'waiting';
  PERFORM ledger.write_audit(p_actor, 'ask-approval', p_id, p_reason,
    p_payload || jsonb_build_object('kind', p_kind, 'cityId', ask_approval.city_id, 'amountMinor', p_amount::text,
      'limitMinor', v_limit::text, 'after', jsonb_build_object('state', 'waiting')));
END
$$;
