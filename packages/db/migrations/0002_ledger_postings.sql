-- Postings. Every function is one transaction's worth of work in one round trip. Accounts are locked in the order of
-- their ids, and the platform's own accounts have ids that sort last, so the hot ones are locked last and shortest.
-- A refusal is an answer, not an exception: it is stored under its key and nothing else changes.

CREATE TYPE ledger.outcome AS (
  refusal text,
  is_replay boolean,
  transfer_id uuid,
  hold_id uuid,
  debit_balance bigint,
  credit_balance bigint,
  city_id text
);

-- Ids of a city's own accounts follow from what they are (version 8, `ffff…`): no look-up, and they sort after every
-- UUIDv7.
CREATE FUNCTION ledger.city_account_id(p_city text, p_currency text, p_kind text, p_shard integer)
RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN overlay(overlay(overlay(
  md5(p_city || '|' || p_currency || '|' || p_kind || '|' || p_shard::text)
  PLACING 'ffff' FROM 1) PLACING '8' FROM 13) PLACING 'b' FROM 17)::uuid;

-- Connections spread over the 16 sub-accounts of a kind by their process ids.
CREATE FUNCTION ledger.own_shard() RETURNS integer LANGUAGE sql STABLE RETURN pg_backend_pid() & 15;

CREATE FUNCTION ledger.open_city_accounts(p_city text, p_currency text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  INSERT INTO ledger.accounts (id, city_id, currency, kind, shard, allow_negative)
  SELECT ledger.city_account_id(p_city, p_currency, kind::text, shard), p_city, p_currency, kind, shard, true
  FROM unnest(enum_range(NULL::ledger.account_kind)) AS kind, generate_series(0, 15) AS shard
  WHERE kind NOT IN ('rider_wallet', 'driver_wallet')
  ORDER BY 1
  ON CONFLICT DO NOTHING;
END;

CREATE FUNCTION ledger.open_wallet(p_kind text, p_owner uuid, p_city text, p_currency text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_id uuid;
BEGIN
  INSERT INTO ledger.accounts (id, city_id, currency, kind, owner_id, allow_negative)
  VALUES (uuidv7(), p_city, p_currency, p_kind::ledger.account_kind, p_owner, false)
  ON CONFLICT DO NOTHING
  RETURNING id INTO v_id;
  IF v_id IS NULL THEN
    SELECT id INTO STRICT v_id FROM ledger.accounts
    WHERE owner_id = p_owner AND kind = p_kind::ledger.account_kind AND city_id = p_city AND currency = p_currency;
  END IF;
  RETURN v_id;
END
$$;

-- The wallet of a user; of several (more than one city) the oldest, unless a city is named.
CREATE FUNCTION ledger.wallet_of(p_owner uuid, p_city text) RETURNS ledger.accounts
LANGUAGE sql STABLE AS $$
  SELECT * FROM ledger.accounts
  WHERE owner_id = p_owner AND kind IN ('rider_wallet', 'driver_wallet') AND (p_city IS NULL OR city_id = p_city)
  ORDER BY id LIMIT 1
$$;

-- Why a movement between two accounts is impossible now, or null.
CREATE FUNCTION ledger.refusal_of(p_debit uuid, p_credit uuid, p_amount bigint) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN count(*) < 2 THEN 'ACCOUNT_NOT_FOUND'
    WHEN count(DISTINCT currency) > 1 THEN 'CURRENCY_MISMATCH'
    WHEN bool_or(frozen_at IS NOT NULL) THEN 'ACCOUNT_FROZEN'
    WHEN bool_or(id = p_debit AND NOT allow_negative AND posted - held < p_amount) THEN 'INSUFFICIENT_FUNDS'
  END
  FROM ledger.accounts WHERE id IN (p_debit, p_credit)
$$;

-- The answer to a key that was used before.
CREATE FUNCTION ledger.replay(p_key text, p_hash bytea) RETURNS ledger.outcome
LANGUAGE plpgsql STABLE AS $$
DECLARE
  o ledger.outcome;
  v_hash bytea;
BEGIN
  SELECT k.payload_hash, k.refusal, k.transfer_id, k.hold_id, d.balance_after, c.balance_after
  INTO v_hash, o.refusal, o.transfer_id, o.hold_id, o.debit_balance, o.credit_balance
  FROM ledger.idempotency k
  LEFT JOIN ledger.transfers t ON t.id = k.transfer_id
  LEFT JOIN ledger.entries d ON d.account_id = t.debit_account_id AND d.seq = t.debit_seq
  LEFT JOIN ledger.entries c ON c.account_id = t.credit_account_id AND c.seq = t.credit_seq
  WHERE k.key = p_key;
  o.is_replay := true;
  IF v_hash IS DISTINCT FROM p_hash THEN
    o := ROW('IDEMPOTENCY_KEY_REUSED', true, NULL, NULL, NULL, NULL, NULL);
  END IF;
  RETURN o;
END
$$;

-- STABLE because `convert_to` is: otherwise it could not be inlined.
CREATE FUNCTION ledger.digest(p_payload text) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE RETURN sha256(convert_to(p_payload, 'UTF8'));

CREATE FUNCTION ledger.write_audit(p_actor uuid, p_action text, p_subject uuid, p_reason text, p_details jsonb)
RETURNS void LANGUAGE sql AS $$
  INSERT INTO ledger.audit_log (actor_id, action, subject_id, reason, details)
  VALUES (p_actor, p_action, p_subject, p_reason, coalesce(p_details, '{}'))
$$;

-- One transfer. Both balances are changed by conditional updates in lock order; when the second is refused the first
-- is taken back exactly, within the same lock, so a refusal leaves every row as it was. Plain statements start faster
-- than one with as many CTEs.
CREATE FUNCTION ledger.move(
  p_id uuid, p_debit uuid, p_credit uuid, p_amount bigint, p_kind ledger.transfer_kind, p_order uuid, p_group uuid,
  p_reverses uuid, p_hold uuid, p_actor uuid, p_key text, p_reference text, p_description text,
  OUT refusal text, OUT debit_balance bigint, OUT credit_balance bigint)
LANGUAGE plpgsql AS $$
DECLARE
  v_debit_first boolean := p_debit < p_credit;
  v_first uuid := least(p_debit, p_credit);
  v_second uuid := greatest(p_debit, p_credit);
  v_delta bigint := CASE WHEN p_debit < p_credit THEN -p_amount ELSE p_amount END;
  v_first_posted bigint; v_first_seq bigint; v_first_at timestamptz; v_first_was timestamptz; v_currency text;
  v_second_posted bigint; v_second_seq bigint; v_at timestamptz;
BEGIN
  IF p_amount IS NULL OR p_amount <= 0 THEN refusal := 'INVALID_AMOUNT'; RETURN; END IF;
  IF v_debit_first IS NULL THEN refusal := 'ACCOUNT_NOT_FOUND'; RETURN; END IF;
  IF v_first = v_second THEN refusal := 'SAME_ACCOUNT'; RETURN; END IF;

  UPDATE ledger.accounts a
  SET posted = a.posted + v_delta, last_seq = a.last_seq + 1,
      last_entry_at = greatest(a.last_entry_at, clock_timestamp())
  WHERE a.id = v_first AND a.frozen_at IS NULL
    AND (v_delta > 0 OR a.allow_negative OR a.posted - a.held >= p_amount)
  RETURNING new.posted, new.last_seq, new.last_entry_at, old.last_entry_at, new.currency
  INTO v_first_posted, v_first_seq, v_first_at, v_first_was, v_currency;
  IF FOUND THEN
    UPDATE ledger.accounts a
    SET posted = a.posted - v_delta, last_seq = a.last_seq + 1, last_entry_at = greatest(a.last_entry_at, v_first_at)
    WHERE a.id = v_second AND a.frozen_at IS NULL AND a.currency = v_currency
      AND (v_delta < 0 OR a.allow_negative OR a.posted - a.held >= p_amount)
    RETURNING new.posted, new.last_seq, new.last_entry_at INTO v_second_posted, v_second_seq, v_at;
    IF NOT FOUND THEN
      UPDATE ledger.accounts a SET posted = a.posted - v_delta, last_seq = a.last_seq - 1, last_entry_at = v_first_was
      WHERE a.id = v_first;
      v_at := NULL;
    END IF;
  END IF;
  IF v_at IS NULL THEN
    refusal := ledger.refusal_of(p_debit, p_credit, p_amount);
    IF refusal IS NULL THEN
      RAISE EXCEPTION 'the accounts changed while the refusal was looked into' USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN;
  END IF;
  IF v_at > v_first_at THEN
    -- Only when a clock went backwards: instants never decrease within an account.
    UPDATE ledger.accounts a SET last_entry_at = v_at WHERE a.id = v_first;
  END IF;

  IF v_debit_first THEN
    debit_balance := v_first_posted; credit_balance := v_second_posted;
    INSERT INTO ledger.transfers VALUES (
      p_id, p_debit, p_credit, p_amount, v_first_seq, v_second_seq, v_at, p_kind, v_currency, p_order, p_group,
      p_reverses, p_hold, p_actor, p_key, p_reference, p_description);
  ELSE
    debit_balance := v_second_posted; credit_balance := v_first_posted;
    INSERT INTO ledger.transfers VALUES (
      p_id, p_debit, p_credit, p_amount, v_second_seq, v_first_seq, v_at, p_kind, v_currency, p_order, p_group,
      p_reverses, p_hold, p_actor, p_key, p_reference, p_description);
  END IF;
  INSERT INTO ledger.entries VALUES
    (v_first, v_first_seq, p_id, v_at, v_delta, v_first_posted),
    (v_second, v_second_seq, p_id, v_at, -v_delta, v_second_posted);
END
$$;

-- A transfer between two accounts.
CREATE FUNCTION ledger.post(
  p_key text, p_id uuid, p_debit uuid, p_credit uuid, p_amount bigint, p_kind text, p_reference text,
  p_description text, p_actor uuid, p_audit_reason text)
RETURNS ledger.outcome LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  o ledger.outcome;
  m record;
  -- The only free text stands last, so nothing else can be read into it.
  v_hash bytea := ledger.digest(
    concat_ws('|', 'post', p_debit, p_credit, p_amount, p_kind, coalesce('=' || p_reference, '')));
BEGIN
  INSERT INTO ledger.idempotency (key, payload_hash, transfer_id) VALUES (p_key, v_hash, p_id) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN ledger.replay(p_key, v_hash); END IF;
  m := ledger.move(p_id, p_debit, p_credit, p_amount, p_kind::ledger.transfer_kind, NULL, NULL, NULL, NULL, p_actor,
    p_key, p_reference, p_description);
  o.refusal := m.refusal; o.debit_balance := m.debit_balance; o.credit_balance := m.credit_balance;
  o.is_replay := false;
  IF o.refusal IS NOT NULL THEN
    UPDATE ledger.idempotency SET refusal = o.refusal, transfer_id = NULL WHERE key = p_key;
    RETURN o;
  END IF;
  o.transfer_id := p_id;
  IF p_audit_reason IS NOT NULL THEN
    PERFORM ledger.write_audit(p_actor, p_kind, p_id, p_audit_reason, jsonb_build_object('amountMinor', p_amount::text));
  END IF;
  RETURN o;
END
$$;

-- A user's wallet against one of its city's own accounts: above zero into the wallet, below zero out of it.
CREATE FUNCTION ledger.post_wallet(
  p_key text, p_id uuid, p_owner uuid, p_city text, p_delta bigint, p_kind text, p_counter_kind text, p_reference text,
  p_description text, p_actor uuid, p_audit_reason text)
RETURNS ledger.outcome LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  o ledger.outcome;
  m record;
  v_wallet uuid;
  v_counter uuid;
  v_hash bytea := ledger.digest(
    concat_ws('|', 'post_wallet', p_owner, p_delta, p_kind, p_counter_kind, coalesce('=' || p_city, '')));
BEGIN
  INSERT INTO ledger.idempotency (key, payload_hash, transfer_id) VALUES (p_key, v_hash, p_id) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN ledger.replay(p_key, v_hash); END IF;
  SELECT a.id, a.city_id, ledger.city_account_id(a.city_id, a.currency, p_counter_kind, pg_backend_pid() & 15)
  INTO v_wallet, o.city_id, v_counter
  FROM ledger.accounts a
  WHERE a.owner_id = p_owner AND a.kind IN ('rider_wallet', 'driver_wallet') AND (p_city IS NULL OR a.city_id = p_city)
  ORDER BY a.id LIMIT 1;
  m := ledger.move(
    p_id, CASE WHEN p_delta > 0 THEN v_counter ELSE v_wallet END, CASE WHEN p_delta > 0 THEN v_wallet ELSE v_counter END,
    abs(p_delta), p_kind::ledger.transfer_kind, NULL, NULL, NULL, NULL, p_actor, p_key, p_reference, p_description);
  o.refusal := m.refusal; o.debit_balance := m.debit_balance; o.credit_balance := m.credit_balance;
  o.is_replay := false;
  IF o.refusal IS NOT NULL THEN
    UPDATE ledger.idempotency SET refusal = o.refusal, transfer_id = NULL WHERE key = p_key;
    RETURN o;
  END IF;
  o.transfer_id := p_id;
  IF p_audit_reason IS NOT NULL THEN
    PERFORM ledger.write_audit(p_actor, p_kind, p_id, p_audit_reason,
      jsonb_build_object('userId', p_owner, 'amountMinor', abs(p_delta)::text));
  END IF;
  RETURN o;
END
$$;

-- A linked group: all of its transfers or none.
CREATE FUNCTION ledger.post_linked(
  p_key text, p_group uuid, p_ids uuid[], p_debits uuid[], p_credits uuid[], p_amounts bigint[], p_kinds text[],
  p_reference text, p_actor uuid, p_audit_reason text,
  OUT refusal text, OUT is_replay boolean, OUT transfer_ids uuid[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_refusal text;
  v_stored ledger.idempotency;
  v_hash bytea := ledger.digest(
    jsonb_build_array('post_linked', to_jsonb(p_debits), to_jsonb(p_credits), to_jsonb(p_amounts), to_jsonb(p_kinds),
      p_reference)::text);
BEGIN
  is_replay := false;
  INSERT INTO ledger.idempotency (key, payload_hash, result_ids) VALUES (p_key, v_hash, p_ids) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    SELECT * INTO v_stored FROM ledger.idempotency k WHERE k.key = p_key;
    is_replay := true;
    IF v_stored.payload_hash IS DISTINCT FROM v_hash THEN
      refusal := 'IDEMPOTENCY_KEY_REUSED';
    ELSE
      refusal := v_stored.refusal; transfer_ids := v_stored.result_ids;
    END IF;
    RETURN;
  END IF;
  PERFORM 1 FROM ledger.accounts WHERE id = ANY (p_debits || p_credits) ORDER BY id FOR NO KEY UPDATE;
  BEGIN
    FOR i IN 1..cardinality(p_ids) LOOP
      SELECT m.refusal INTO v_refusal
      FROM ledger.move(p_ids[i], p_debits[i], p_credits[i], p_amounts[i], p_kinds[i]::ledger.transfer_kind, NULL, p_group,
        NULL, NULL, p_actor, p_key, p_reference, NULL) m;
      IF v_refusal IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'AT001', MESSAGE = v_refusal;
      END IF;
    END LOOP;
    transfer_ids := p_ids;
    IF p_audit_reason IS NOT NULL THEN
      PERFORM ledger.write_audit(p_actor, 'linked', p_group, p_audit_reason, jsonb_build_object('transferIds', p_ids));
    END IF;
  EXCEPTION WHEN SQLSTATE 'AT001' THEN
    refusal := SQLERRM;
    UPDATE ledger.idempotency k SET refusal = SQLERRM, result_ids = NULL WHERE k.key = p_key;
  END;
END
$$;

-- Posts many transfers set-based, in their order, on accounts that the caller has locked. Releases give held money
-- back first. Raises AT001 when the whole cannot be posted as it stands: nothing has been written then.
CREATE FUNCTION ledger.apply_legs(
  p_ids uuid[], p_debits uuid[], p_credits uuid[], p_amounts bigint[], p_kinds ledger.transfer_kind[], p_orders uuid[],
  p_holds uuid[], p_keys text[], p_references text[], p_actor uuid,
  p_release_accounts uuid[], p_release_amounts bigint[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_at timestamptz;
  v_sides bigint;
  v_violations bigint;
BEGIN
  SELECT greatest(max(last_entry_at), clock_timestamp()) INTO v_at
  FROM ledger.accounts WHERE id = ANY (p_debits || p_credits);

  WITH leg AS (
    SELECT ord, s.side, CASE s.side WHEN 0 THEN i.debit ELSE i.credit END AS account_id,
           CASE s.side WHEN 0 THEN -i.amount ELSE i.amount END AS amount, 0::bigint AS released,
           i.id, i.debit, i.credit, i.kind, i.order_id, i.hold_id, i.key, i.reference
    FROM unnest(p_ids, p_debits, p_credits, p_amounts, p_kinds, p_orders, p_holds, p_keys, p_references)
           WITH ORDINALITY AS i(id, debit, credit, amount, kind, order_id, hold_id, key, reference, ord)
    CROSS JOIN (VALUES (0), (1)) AS s(side)
    UNION ALL
    SELECT 0, -1, r.account_id, 0, r.amount, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM unnest(p_release_accounts, p_release_amounts) AS r(account_id, amount)
  ), run AS MATERIALIZED (
    SELECT l.*, a.currency, a.frozen_at, a.allow_negative,
           a.posted + (sum(l.amount) OVER w)::bigint AS balance_after,
           a.posted + (sum(l.amount) OVER w)::bigint - a.held + (sum(l.released) OVER w)::bigint AS available_after,
           a.last_seq + count(*) FILTER (WHERE l.side >= 0) OVER w AS seq
    FROM leg l JOIN ledger.accounts a ON a.id = l.account_id
    WINDOW w AS (PARTITION BY l.account_id ORDER BY l.ord, l.side ROWS UNBOUNDED PRECEDING)
  ), total AS (
    SELECT account_id, sum(amount)::bigint AS delta, sum(released)::bigint AS released,
           count(*) FILTER (WHERE side >= 0) AS entries
    FROM run GROUP BY account_id
  ), balances AS (
    UPDATE ledger.accounts a
    SET posted = a.posted + t.delta, held = a.held - t.released, last_seq = a.last_seq + t.entries, last_entry_at = v_at
    FROM total t WHERE a.id = t.account_id
  ), written AS (
    INSERT INTO ledger.entries (account_id, seq, transfer_id, at, amount, balance_after)
    SELECT account_id, seq, id, v_at, amount, balance_after FROM run WHERE side >= 0
  ), paired AS (
    SELECT ord, side, amount, id, debit, credit, kind, order_id, hold_id, key, reference, currency, seq,
           frozen_at, allow_negative, available_after,
           lead(seq) OVER pair AS credit_seq, lead(currency) OVER pair AS credit_currency
    FROM run WHERE side >= 0
    WINDOW pair AS (ORDER BY ord, side)
  ), posted AS (
    INSERT INTO ledger.transfers (id, debit_account_id, credit_account_id, amount, debit_seq, credit_seq, at, kind,
      currency, order_id, group_id, hold_id, actor_id, idempotency_key, reference)
    SELECT id, debit, credit, -amount, seq, credit_seq, v_at, kind, currency, order_id, order_id, hold_id, p_actor, key,
      reference
    FROM paired WHERE side = 0
  )
  SELECT count(*),
    count(*) FILTER (WHERE frozen_at IS NOT NULL
      OR (side = 0 AND (currency IS DISTINCT FROM credit_currency OR debit = credit))
      OR (amount < 0 AND NOT allow_negative AND available_after < 0))
  INTO v_sides, v_violations FROM paired;

  IF v_violations > 0 OR v_sides <> 2 * cardinality(p_ids) THEN
    RAISE EXCEPTION USING ERRCODE = 'AT001', MESSAGE = 'the batch cannot be posted as it stands';
  END IF;
END
$$;

-- Many independent transfers in one transaction: each is posted or refused by itself, as if one came after the other.
CREATE FUNCTION ledger.post_batch(
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
BEGIN
  SELECT array_agg(ledger.digest(
           concat_ws('|', 'post', i.debit, i.credit, i.amount, i.kind, coalesce('=' || i.reference, ''))) ORDER BY i.n)
  INTO v_hashes
  FROM unnest(p_debits, p_credits, p_amounts, p_kinds, p_references)
         WITH ORDINALITY AS i(debit, credit, amount, kind, reference, n);
  WITH claimed AS (
    INSERT INTO ledger.idempotency (key, payload_hash, transfer_id)
    SELECT i.key, i.hash, i.id FROM unnest(p_keys, v_hashes, p_ids) AS i(key, hash, id) ORDER BY i.key, i.id
    ON CONFLICT DO NOTHING RETURNING transfer_id
  )
  SELECT array_agg(claimed.transfer_id) INTO v_mine FROM claimed;
  PERFORM 1 FROM ledger.accounts WHERE id = ANY (p_debits || p_credits) ORDER BY id FOR NO KEY UPDATE;

  IF cardinality(v_mine) = cardinality(p_ids) THEN
    BEGIN
      PERFORM ledger.apply_legs(p_ids, p_debits, p_credits, p_amounts, p_kinds::ledger.transfer_kind[], NULL, NULL,
        p_keys, p_references, p_actor, NULL, NULL);
      RETURN QUERY SELECT i.n::integer, NULL::text, false, i.id FROM unnest(p_ids) WITH ORDINALITY AS i(id, n);
      RETURN;
    EXCEPTION WHEN SQLSTATE 'AT001' OR check_violation OR not_null_violation THEN
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

-- The opposite of a transfer, linked to it: once, and never of a reversal.
CREATE FUNCTION ledger.reverse(p_key text, p_id uuid, p_transfer uuid, p_reason text, p_actor uuid)
RETURNS ledger.outcome LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  o ledger.outcome;
  v_original ledger.transfers;
  v_hash bytea := ledger.digest(jsonb_build_array('reverse', p_transfer)::text);
BEGIN
  INSERT INTO ledger.idempotency (key, payload_hash, transfer_id) VALUES (p_key, v_hash, p_id) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN ledger.replay(p_key, v_hash); END IF;
  o.is_replay := false;
  SELECT * INTO v_original FROM ledger.transfers WHERE id = p_transfer;
  IF NOT FOUND THEN
    o.refusal := 'TRANSFER_NOT_FOUND';
  ELSIF v_original.reverses_id IS NOT NULL THEN
    o.refusal := 'NOT_REVERSIBLE';
  ELSE
    -- Two reversals of one transfer take turns on its accounts; the second then sees the first.
    PERFORM 1 FROM ledger.accounts
    WHERE id IN (v_original.debit_account_id, v_original.credit_account_id) ORDER BY id FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM ledger.transfers WHERE reverses_id = p_transfer) THEN
      o.refusal := 'ALREADY_REVERSED';
    ELSE
      SELECT m.refusal, m.debit_balance, m.credit_balance INTO o.refusal, o.debit_balance, o.credit_balance
      FROM ledger.move(p_id, v_original.credit_account_id, v_original.debit_account_id, v_original.amount, 'reversal',
        v_original.order_id, v_original.group_id, p_transfer, NULL, p_actor, p_key, NULL, p_reason) m;
    END IF;
  END IF;
  IF o.refusal IS NOT NULL THEN
    UPDATE ledger.idempotency SET refusal = o.refusal, transfer_id = NULL WHERE key = p_key;
    RETURN o;
  END IF;
  o.transfer_id := p_id;
  PERFORM ledger.write_audit(p_actor, 'reverse', p_transfer, p_reason, jsonb_build_object('transferId', p_id));
  RETURN o;
END
$$;

-- Freezes an account (no debit, credit or hold) or lifts the freeze. Answers the state after; null when unknown.
CREATE FUNCTION ledger.set_frozen(p_account uuid, p_frozen boolean, p_reason text, p_actor uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE ledger.accounts SET frozen_at = CASE WHEN p_frozen THEN clock_timestamp() END
  WHERE id = p_account AND (frozen_at IS NOT NULL) <> p_frozen;
  IF FOUND THEN
    PERFORM ledger.write_audit(
      p_actor, CASE WHEN p_frozen THEN 'freeze' ELSE 'unfreeze' END, p_account, p_reason, NULL);
    RETURN p_frozen;
  END IF;
  RETURN (SELECT frozen_at IS NOT NULL FROM ledger.accounts WHERE id = p_account);
END
$$;

-- A correction by an admin against the city's adjustments account; above the city's limit it waits for a second admin.
CREATE FUNCTION ledger.adjust(
  p_key text, p_id uuid, p_transfer uuid, p_account uuid, p_delta bigint, p_reason text, p_actor uuid,
  OUT refusal text, OUT adjustment_id uuid, OUT status text, OUT transfer_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_account ledger.accounts;
  v_stored ledger.idempotency;
  v_limit bigint;
  v_refusal text;
  v_status ledger.adjustment_status := 'pending';
  v_hash bytea := ledger.digest(jsonb_build_array('adjust', p_account, p_delta, p_reason)::text);
BEGIN
  INSERT INTO ledger.idempotency (key, payload_hash, result_ids) VALUES (p_key, v_hash, ARRAY[p_id])
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    SELECT * INTO v_stored FROM ledger.idempotency WHERE key = p_key;
    refusal := CASE WHEN v_stored.payload_hash = v_hash THEN v_stored.refusal ELSE 'IDEMPOTENCY_KEY_REUSED' END;
    IF refusal IS NULL THEN
      SELECT a.id, a.status, a.transfer_id INTO adjustment_id, status, transfer_id
      FROM ledger.adjustments a WHERE a.id = v_stored.result_ids[1];
    END IF;
    RETURN;
  END IF;
  SELECT * INTO v_account FROM ledger.accounts WHERE id = p_account;
  IF NOT FOUND THEN
    v_refusal := 'ACCOUNT_NOT_FOUND';
  ELSIF p_delta = 0 THEN
    v_refusal := 'INVALID_AMOUNT';
  ELSIF length(btrim(coalesce(p_reason, ''))) = 0 THEN
    v_refusal := 'REASON_REQUIRED';
  ELSE
    SELECT adjustment_limit_minor INTO v_limit FROM public.cities WHERE id = v_account.city_id;
    IF abs(p_delta) <= coalesce(v_limit, 0) THEN
      v_refusal := ledger.move_adjustment(p_transfer, v_account, p_delta, p_reason, p_actor, p_key);
      v_status := 'posted';
    END IF;
  END IF;
  IF v_refusal IS NOT NULL THEN
    refusal := v_refusal;
    UPDATE ledger.idempotency SET refusal = v_refusal, result_ids = NULL WHERE key = p_key;
    RETURN;
  END IF;
  adjustment_id := p_id; status := v_status;
  transfer_id := CASE WHEN v_status = 'posted' THEN p_transfer END;
  INSERT INTO ledger.adjustments (id, account_id, amount, currency, reason, status, requested_by, transfer_id)
  VALUES (p_id, p_account, p_delta, v_account.currency, p_reason, v_status, p_actor,
    CASE WHEN v_status = 'posted' THEN p_transfer END);
  PERFORM ledger.write_audit(p_actor, 'adjust', p_id, p_reason,
    jsonb_build_object('accountId', p_account, 'amountMinor', p_delta::text, 'status', v_status));
END
$$;

CREATE FUNCTION ledger.move_adjustment(
  p_transfer uuid, p_account ledger.accounts, p_delta bigint, p_reason text, p_actor uuid, p_key text)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v_own uuid := (p_account).id;
  v_counter uuid := ledger.city_account_id(
    (p_account).city_id, (p_account).currency, 'adjustments', ledger.own_shard());
BEGIN
  RETURN (
    SELECT m.refusal FROM ledger.move(
      p_transfer, CASE WHEN p_delta > 0 THEN v_counter ELSE v_own END, CASE WHEN p_delta > 0 THEN v_own ELSE v_counter END,
      abs(p_delta), 'adjustment', NULL, NULL, NULL, NULL, p_actor, p_key, NULL, p_reason) m);
END
$$;

-- A second admin's decision on a pending adjustment. A repeat of the same decision answers with the first.
CREATE FUNCTION ledger.decide_adjustment(
  p_id uuid, p_transfer uuid, p_is_approved boolean, p_reason text, p_actor uuid,
  OUT refusal text, OUT status text, OUT transfer_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  a ledger.adjustments;
  v_account ledger.accounts;
  v_status ledger.adjustment_status := CASE WHEN p_is_approved THEN 'posted' ELSE 'rejected' END;
  v_transfer uuid := CASE WHEN p_is_approved THEN p_transfer END;
BEGIN
  SELECT * INTO a FROM ledger.adjustments WHERE id = p_id FOR UPDATE;
  IF NOT FOUND THEN refusal := 'NOT_FOUND'; RETURN; END IF;
  status := a.status; transfer_id := a.transfer_id;
  IF a.status <> 'pending' THEN
    IF (a.status = 'posted') <> p_is_approved THEN refusal := 'ILLEGAL_TRANSITION'; END IF;
    RETURN;
  END IF;
  IF p_is_approved THEN
    IF a.requested_by = p_actor THEN refusal := 'SELF_APPROVAL'; RETURN; END IF;
    SELECT * INTO STRICT v_account FROM ledger.accounts WHERE id = a.account_id;
    refusal := ledger.move_adjustment(p_transfer, v_account, a.amount, a.reason, p_actor, NULL);
    IF refusal IS NOT NULL THEN RETURN; END IF;
  END IF;
  status := v_status; transfer_id := v_transfer;
  UPDATE ledger.adjustments
  SET status = v_status, transfer_id = v_transfer, decided_by = p_actor, decided_at = clock_timestamp()
  WHERE id = p_id;
  PERFORM ledger.write_audit(p_actor, CASE WHEN p_is_approved THEN 'approve-adjustment' ELSE 'reject-adjustment' END,
    p_id, p_reason, NULL);
END
$$;
