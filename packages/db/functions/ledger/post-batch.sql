-- Many independent transfers in one transaction: each is posted or refused by itself, as if one came after the other.
-- All of them set-based when none is refused, no key is used twice and none of them pays a debt. Returns a row per transfer, in order.
CREATE OR REPLACE FUNCTION ledger.post_batch(
  p_keys text[], p_ids uuid[], p_debits uuid[], p_credits uuid[], p_amounts bigint[], p_kinds text[],
  p_references text[], p_actor uuid)
RETURNS TABLE (ord integer, refusal text, is_replay boolean, transfer_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  o ledger.outcome;
  v_mine uuid[];
  v_hashes bytea[];
  v_refusal text;
  v_pays boolean;
BEGIN
  p_keys := (SELECT array_agg(ledger.scoped_key(k.key, 'transfer') ORDER BY k.n)
             FROM unnest(p_keys) WITH ORDINALITY AS k(key, n));
  SELECT array_agg(ledger.digest(
           concat_ws('|', 'post', i.debit, i.credit, i.amount, i.kind, coalesce('=' || i.reference, ''))) ORDER BY i.n)
  INTO v_hashes
  FROM unnest(p_debits, p_credits, p_amounts, p_kinds, p_references)
         WITH ORDINALITY AS i(debit, credit, amount, kind, reference, n);
  v_mine := ledger.claim_keys(p_keys, v_hashes, p_ids);
  SELECT bool_or(a.has_debt) INTO v_pays FROM (
    SELECT debt_account_id IS NOT NULL AS has_debt
    FROM ledger.accounts WHERE id = ANY (p_debits || p_credits) ORDER BY id FOR NO KEY UPDATE) a;
  IF v_pays THEN
    v_pays := EXISTS (SELECT FROM ledger.accounts w JOIN ledger.accounts d ON d.id = w.debt_account_id
                      WHERE w.id = ANY (p_credits) AND d.posted < 0);
  END IF;

  IF cardinality(v_mine) = cardinality(p_ids) AND v_pays IS NOT TRUE THEN
    BEGIN
      PERFORM ledger.apply_legs(p_ids, p_debits, p_credits, p_amounts, p_kinds::ledger.transfer_kind[], NULL, NULL,
        p_keys, p_references, p_actor, NULL, NULL);
      RETURN QUERY SELECT i.n::integer, NULL::text, false, i.id FROM unnest(p_ids) WITH ORDINALITY AS i(id, n);
      RETURN;
    EXCEPTION WHEN SQLSTATE 'AT001' OR check_violation OR not_null_violation OR numeric_value_out_of_range THEN
      NULL; -- at least one must be refused: go through them one by one
    END;
  END IF;

  FOR i IN 1..cardinality(p_ids) LOOP
    ord := i; refusal := NULL; is_replay := false; transfer_id := p_ids[i];
    IF p_ids[i] = ANY (v_mine) THEN
      SELECT m.refusal INTO v_refusal
      FROM ledger.move(p_ids[i], p_debits[i], p_credits[i], p_amounts[i], p_kinds[i]::ledger.transfer_kind, NULL, NULL,
        NULL, NULL, p_actor, p_keys[i], p_references[i], NULL) m;
      IF v_refusal IS NOT NULL THEN
        refusal := v_refusal; transfer_id := NULL;
        UPDATE ledger.idempotency SET refusal = v_refusal, transfer_id = NULL WHERE key = p_keys[i];
      END IF;
    ELSE
      o := ledger.replay(p_keys[i], v_hashes[i]);
      refusal := o.refusal; is_replay := true; transfer_id := o.transfer_id;
    END IF;
    RETURN NEXT;
  END LOOP;
END
$$;
