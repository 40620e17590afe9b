-- Postings between wallets and their city's own accounts that came in at the same time share one round trip and one
-- commit. Each is posted or refused by itself, as if one came after the other; a lone posting is a batch of one. Deltas
-- are minor units, into the wallet when positive. Returns an outcome per posting, in order.
CREATE OR REPLACE FUNCTION ledger.post_wallets(
  p_keys text[], p_ids uuid[], p_owners uuid[], p_deltas bigint[], p_kinds text[], p_counter_kinds text[],
  p_descriptions text[], p_actors uuid[], p_audit_reasons text[])
RETURNS SETOF ledger.outcome LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_outcomes ledger.outcome[];
  o ledger.outcome;
  m record;
  v_hashes bytea[];
  v_mine uuid[];
  v_wallets uuid[];
  v_counters uuid[];
  v_cities text[];
  v_is_in boolean;
BEGIN
  SELECT
    array_agg(ledger.scoped_key(i.key, replace(i.kind, 'promotion', 'credit') || ':' || i.owner) ORDER BY i.n),
    array_agg(ledger.digest(
      concat_ws('|', 'post_wallet', i.owner, i.delta, i.kind, i.counter_kind, coalesce('=' || i.description, '')))
      ORDER BY i.n),
    array_agg(w.id ORDER BY i.n), array_agg(w.city_id ORDER BY i.n),
    array_agg(ledger.city_account_id(w.city_id, w.currency, i.counter_kind, ledger.own_shard()) ORDER BY i.n)
  INTO p_keys, v_hashes, v_wallets, v_cities, v_counters
  FROM unnest(p_keys, p_owners, p_deltas, p_kinds, p_counter_kinds, p_descriptions)
         WITH ORDINALITY AS i(key, owner, delta, kind, counter_kind, description, n)
  LEFT JOIN LATERAL (
    SELECT a.id, a.city_id, a.currency FROM ledger.accounts a
    WHERE a.owner_id = i.owner AND a.kind IN ('rider_wallet', 'driver_wallet')
    ORDER BY a.id LIMIT 1
  ) w ON true;

  -- All keys before all accounts, each in its order: two batches can wait for one another, but not in a circle.
  v_mine := ledger.claim_keys(p_keys, v_hashes, p_ids);
  IF cardinality(p_ids) > 1 THEN
    PERFORM 1 FROM ledger.accounts WHERE id = ANY (v_wallets || v_counters) ORDER BY id FOR NO KEY UPDATE;
  END IF;

  FOR i IN 1..cardinality(p_ids) LOOP
    CONTINUE WHEN v_mine IS NULL OR p_ids[i] <> ALL (v_mine);
    v_is_in := p_deltas[i] > 0;
    m := ledger.move(
      p_ids[i], CASE WHEN v_is_in THEN v_counters[i] ELSE v_wallets[i] END,
      CASE WHEN v_is_in THEN v_wallets[i] ELSE v_counters[i] END, abs(p_deltas[i]), p_kinds[i]::ledger.transfer_kind,
      NULL, NULL, NULL, NULL, p_actors[i], p_keys[i], NULL, p_descriptions[i]);
    o := ROW(m.refusal, false, p_ids[i], NULL, m.debit_balance, m.credit_balance, v_cities[i]);
    IF m.refusal IS NOT NULL THEN
      o.transfer_id := NULL;
      UPDATE ledger.idempotency SET refusal = m.refusal, transfer_id = NULL WHERE key = p_keys[i];
    ELSIF p_audit_reasons[i] IS NOT NULL THEN
      PERFORM ledger.write_audit(p_actors[i], p_kinds[i], p_ids[i], p_audit_reasons[i],
        jsonb_build_object('userId', p_owners[i], 'amountMinor', abs(p_deltas[i])::text));
    END IF;
    v_outcomes[i] := o;
  END LOOP;

  -- Repeats come last: what they repeat may stand in this very batch.
  FOR i IN 1..cardinality(p_ids) LOOP
    IF v_outcomes[i] IS NULL THEN
      v_outcomes[i] := ledger.replay(p_keys[i], v_hashes[i]);
    END IF;
  END LOOP;
  RETURN QUERY SELECT * FROM unnest(v_outcomes);
END
$$;
