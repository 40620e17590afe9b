-- What an auditor asks: the chain over all transfers, and the comparison of everything stored twice.

-- The chart of accounts, by kind.
CREATE FUNCTION ledger.account_code(p_kind ledger.account_kind) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_kind
  WHEN 'cash_clearing' THEN '1010' WHEN 'top_up_clearing' THEN '1020' WHEN 'payout_clearing' THEN '1030'
  WHEN 'rider_wallet' THEN '2010' WHEN 'driver_wallet' THEN '2020' WHEN 'tax' THEN '2030'
  WHEN 'adjustments' THEN '3010' WHEN 'platform_revenue' THEN '4010' WHEN 'promotions' THEN '5010'
END;

-- A statement needs "the last entry before an instant": instants never decrease within an account, so a binary search
-- over the numbered entries finds it in a few probes of the primary key, without an index on time.
CREATE FUNCTION ledger.last_seq_before(p_account uuid, p_at timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
  v_low bigint := 0;
  v_high bigint;
  v_middle bigint;
BEGIN
  SELECT coalesce(max(seq), 0) INTO v_high FROM ledger.entries WHERE account_id = p_account;
  WHILE v_low < v_high LOOP
    v_middle := (v_low + v_high + 1) / 2;
    IF (SELECT at < p_at FROM ledger.entries WHERE account_id = p_account AND seq = v_middle) THEN
      v_low := v_middle;
    ELSE
      v_high := v_middle - 1;
    END IF;
  END LOOP;
  RETURN v_low;
END
$$;

CREATE FUNCTION ledger.balance_before(p_account uuid, p_at timestamptz) RETURNS bigint
LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT balance_after FROM ledger.entries
     WHERE account_id = p_account AND seq = ledger.last_seq_before(p_account, p_at)), 0)
$$;

-- Everything that a transfer says, as one digest. JSON arrays are unambiguous, whatever the texts contain.
CREATE FUNCTION ledger.leaf_of(t ledger.transfers, d ledger.entries, c ledger.entries) RETURNS bytea
LANGUAGE sql STABLE AS $$
  SELECT sha256(convert_to(jsonb_build_array(
    'v1', t.id, t.debit_account_id, t.credit_account_id, t.amount::text, t.debit_seq::text, t.credit_seq::text,
    (extract(epoch FROM t.at) * 1000000)::bigint::text, t.kind, t.currency, t.order_id, t.group_id, t.reverses_id,
    t.hold_id, t.actor_id, t.idempotency_key, t.reference, t.description,
    d.transfer_id, d.amount::text, d.balance_after::text, (extract(epoch FROM d.at) * 1000000)::bigint::text,
    c.transfer_id, c.amount::text, c.balance_after::text, (extract(epoch FROM c.at) * 1000000)::bigint::text
  )::text, 'UTF8'))
$$;

-- Chains the transfers that are older than `p_delay`, off the path of the postings. A transaction that commits later
-- than that is still found: the look-back is far longer than any transaction may take.
CREATE FUNCTION ledger.extend_chain(p_delay interval, p_limit integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r record;
  v_position bigint := 0;
  v_hash bytea := sha256('atlas ledger');
  v_since timestamptz := '-infinity';
  v_positions bigint[] := '{}'; v_ids uuid[] := '{}'; v_leaves bytea[] := '{}'; v_hashes bytea[] := '{}';
BEGIN
  PERFORM pg_advisory_xact_lock(7265110);
  SELECT l.position, l.hash, t.at - interval '15 minutes' AS since INTO r
  FROM ledger.chain_links l LEFT JOIN ledger.transfers t ON t.id = l.transfer_id
  ORDER BY l.position DESC LIMIT 1;
  IF FOUND THEN
    v_position := r.position; v_hash := r.hash; v_since := coalesce(r.since, '-infinity');
  END IF;
  FOR r IN
    SELECT t.id, ledger.leaf_of(t, d, c) AS leaf
    FROM ledger.transfers t
    LEFT JOIN ledger.entries d ON d.account_id = t.debit_account_id AND d.seq = t.debit_seq
    LEFT JOIN ledger.entries c ON c.account_id = t.credit_account_id AND c.seq = t.credit_seq
    WHERE t.at >= v_since AND t.at < clock_timestamp() - p_delay
      AND NOT EXISTS (SELECT FROM ledger.chain_links l WHERE l.transfer_id = t.id)
    ORDER BY t.at, t.id LIMIT p_limit
  LOOP
    v_position := v_position + 1;
    v_hash := sha256(v_hash || r.leaf);
    v_positions := v_positions || v_position; v_ids := v_ids || r.id;
    v_leaves := v_leaves || r.leaf; v_hashes := v_hashes || v_hash;
  END LOOP;
  INSERT INTO ledger.chain_links (position, transfer_id, leaf, hash)
  SELECT * FROM unnest(v_positions, v_ids, v_leaves, v_hashes);
  RETURN cardinality(v_ids);
END
$$;

-- Every break of the chain, with the row: a transfer that no longer says what it said, one that vanished, one that
-- was never chained, a link that does not follow from the one before.
CREATE FUNCTION ledger.verify_chain(p_delay interval, p_limit integer)
RETURNS TABLE (problem text, chain_position bigint, transfer_id uuid)
LANGUAGE sql STABLE AS $$
  WITH link AS (
    SELECT l.position, l.transfer_id, l.leaf, l.hash,
      lag(l.hash) OVER w AS hash_before, lag(l.position) OVER w AS position_before
    FROM ledger.chain_links l WINDOW w AS (ORDER BY l.position)
  ), checked AS (
    SELECT l.*, t.id AS found_id, ledger.leaf_of(t, d, c) AS leaf_now
    FROM link l
    LEFT JOIN ledger.transfers t ON t.id = l.transfer_id
    LEFT JOIN ledger.entries d ON d.account_id = t.debit_account_id AND d.seq = t.debit_seq
    LEFT JOIN ledger.entries c ON c.account_id = t.credit_account_id AND c.seq = t.credit_seq
  )
  SELECT * FROM (
    SELECT CASE
        WHEN found_id IS NULL THEN 'transfer missing'
        WHEN leaf_now <> leaf THEN 'transfer changed'
        WHEN position <> coalesce(position_before, 0) + 1 THEN 'link missing before'
        WHEN hash <> sha256(coalesce(hash_before, sha256('atlas ledger')) || leaf) THEN 'link does not follow'
      END AS problem, position, transfer_id
    FROM checked
    UNION ALL
    SELECT 'transfer not chained', NULL, t.id FROM ledger.transfers t
    WHERE t.at < clock_timestamp() - p_delay
      AND NOT EXISTS (SELECT FROM ledger.chain_links l WHERE l.transfer_id = t.id)
  ) found
  WHERE problem IS NOT NULL
  ORDER BY position NULLS LAST LIMIT p_limit
$$;

-- All that disagrees. Empty means: entries rebuild every snapshot, every transfer has its two entries and they say the
-- same, all currencies sum to zero, holds are what accounts hold, and orders and settlements match.
CREATE FUNCTION ledger.reconcile(p_now timestamptz, p_grace interval, p_limit integer)
RETURNS TABLE (check_name text, account_id uuid, transfer_id uuid, order_id uuid, hold_id uuid, expected text, actual text)
LANGUAGE sql STABLE AS $$
  WITH running AS (
    SELECT e.*, sum(e.amount) OVER w AS rebuilt, row_number() OVER w AS number, lag(e.at) OVER w AS at_before
    FROM ledger.entries e WINDOW w AS (PARTITION BY e.account_id ORDER BY e.seq)
  ), rebuilt AS (
    SELECT e.account_id, sum(e.amount) AS posted, count(*) AS entries FROM ledger.entries e GROUP BY 1
  ), open_holds AS (
    SELECT h.account_id, sum(h.amount) AS held FROM ledger.holds h WHERE h.status = 'open' GROUP BY 1
  ), finding (check_name, account_id, transfer_id, order_id, hold_id, expected, actual) AS (
    SELECT 'transfer without its debit entry', t.debit_account_id, t.id, t.order_id, NULL::uuid,
      (-t.amount)::text, coalesce(e.amount::text, 'none')
    FROM ledger.transfers t
    LEFT JOIN ledger.entries e ON e.account_id = t.debit_account_id AND e.seq = t.debit_seq
    WHERE e.transfer_id IS DISTINCT FROM t.id OR e.amount <> -t.amount OR e.at <> t.at
    UNION ALL
    SELECT 'transfer without its credit entry', t.credit_account_id, t.id, t.order_id, NULL,
      t.amount::text, coalesce(e.amount::text, 'none')
    FROM ledger.transfers t
    LEFT JOIN ledger.entries e ON e.account_id = t.credit_account_id AND e.seq = t.credit_seq
    WHERE e.transfer_id IS DISTINCT FROM t.id OR e.amount <> t.amount OR e.at <> t.at
    UNION ALL
    SELECT 'entry without a transfer', e.account_id, e.transfer_id, NULL, NULL, 'a transfer', 'none'
    FROM ledger.entries e LEFT JOIN ledger.transfers t ON t.id = e.transfer_id
    WHERE t.id IS NULL OR (e.account_id, e.seq) NOT IN ((t.debit_account_id, t.debit_seq), (t.credit_account_id, t.credit_seq))
    UNION ALL
    SELECT 'entry balance', r.account_id, r.transfer_id, NULL, NULL, r.rebuilt::text, r.balance_after::text
    FROM running r WHERE r.rebuilt <> r.balance_after
    UNION ALL
    SELECT 'entry numbering', r.account_id, r.transfer_id, NULL, NULL, r.number::text, r.seq::text
    FROM running r WHERE r.number <> r.seq
    UNION ALL
    SELECT 'entry order in time', r.account_id, r.transfer_id, NULL, NULL, r.at_before::text, r.at::text
    FROM running r WHERE r.at < r.at_before
    UNION ALL
    SELECT 'snapshot posted', a.id, NULL, NULL, NULL, coalesce(r.posted, 0)::text, a.posted::text
    FROM ledger.accounts a LEFT JOIN rebuilt r ON r.account_id = a.id
    WHERE a.posted <> coalesce(r.posted, 0) OR a.last_seq <> coalesce(r.entries, 0)
    UNION ALL
    SELECT 'entry of an unknown account', r.account_id, NULL, NULL, NULL, 'an account', 'none'
    FROM rebuilt r WHERE NOT EXISTS (SELECT FROM ledger.accounts a WHERE a.id = r.account_id)
    UNION ALL
    SELECT 'snapshot held', a.id, NULL, NULL, NULL, coalesce(h.held, 0)::text, a.held::text
    FROM ledger.accounts a LEFT JOIN open_holds h ON h.account_id = a.id WHERE a.held <> coalesce(h.held, 0)
    UNION ALL
    SELECT 'negative account', a.id, NULL, NULL, NULL, '0', (a.posted - a.held)::text
    FROM ledger.accounts a WHERE NOT a.allow_negative AND a.posted < a.held
    UNION ALL
    SELECT 'currency sum ' || a.currency, NULL, NULL, NULL, NULL, '0', sum(a.posted)::text
    FROM ledger.accounts a GROUP BY a.currency HAVING sum(a.posted) <> 0
    UNION ALL
    SELECT 'currency of a transfer', a.id, t.id, t.order_id, NULL, a.currency, t.currency
    FROM ledger.transfers t JOIN ledger.accounts a ON a.id IN (t.debit_account_id, t.credit_account_id)
    WHERE a.currency <> t.currency
    UNION ALL
    SELECT 'finished wallet order without a capture or dead letter', NULL, NULL, o.id, NULL, '1',
      ((s.order_id IS NOT NULL)::integer + d.letters)::text
    FROM public.orders o
    LEFT JOIN ledger.settlements s ON s.order_id = o.id
    CROSS JOIN LATERAL (
      SELECT count(*)::integer AS letters FROM public.dead_letters l
      WHERE l.order_id = o.id AND l.queue = 'wallet-transactions' AND l.replayed_at IS NULL) d
    WHERE o.status = 'FINISHED' AND o.payment_method = 'wallet' AND o.ended_at < p_now - p_grace
      AND (s.order_id IS NOT NULL)::integer + d.letters <> 1
    UNION ALL
    SELECT 'settlement and order disagree', NULL, NULL, s.order_id, NULL,
      coalesce(CASE s.kind WHEN 'cancel-fee' THEN o.cancel_fee_minor ELSE coalesce(o.final_fare_minor, o.fare_minor) END::text, 'an order'),
      s.fare::text
    FROM ledger.settlements s LEFT JOIN public.orders o ON o.id = s.order_id
    WHERE o.id IS NULL OR o.settled_at IS NULL
      OR (s.kind = 'cancel-fee' AND (o.status <> 'CANCELLED' OR s.fare <> coalesce(o.cancel_fee_minor, 0)))
      OR (s.kind <> 'cancel-fee' AND (o.status <> 'FINISHED' OR s.fare <> coalesce(o.final_fare_minor, o.fare_minor)
          OR (s.kind = 'capture') <> (o.payment_method = 'wallet')))
    UNION ALL
    SELECT 'settled order without a settlement', NULL, NULL, o.id, NULL, '1', '0'
    FROM public.orders o
    WHERE o.settled_at IS NOT NULL AND NOT EXISTS (SELECT FROM ledger.settlements s WHERE s.order_id = o.id)
    UNION ALL
    SELECT 'settlement and transfers disagree', NULL, NULL, s.order_id, s.hold_id,
      (s.fare + s.commission + s.tax)::text, coalesce(t.total, 0)::text
    FROM ledger.settlements s
    LEFT JOIN LATERAL (
      SELECT sum(t.amount) FILTER (WHERE t.kind <> 'cash_collected') AS total
      FROM ledger.transfers t WHERE t.id = ANY (s.transfer_ids)) t ON true
    WHERE coalesce(t.total, 0) <> s.fare + s.commission + s.tax
    UNION ALL
    SELECT 'hold past its expiry', h.account_id, NULL, h.order_id, h.id, h.expires_at::text, 'open'
    FROM ledger.holds h WHERE h.status = 'open' AND h.expires_at < p_now - p_grace
    UNION ALL
    SELECT 'settled payout without its transfer', p.account_id, p.transfer_id, NULL, p.hold_id, p.amount::text,
      coalesce(t.amount::text, 'none')
    FROM ledger.payouts p LEFT JOIN ledger.transfers t ON t.id = p.transfer_id AND t.hold_id = p.hold_id
    WHERE p.status = 'settled' AND t.amount IS DISTINCT FROM p.amount
  )
  SELECT * FROM finding LIMIT p_limit
$$;

-- Nobody calls what is not granted; the inner functions stay with their owner.
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
  ledger.open_city_accounts, ledger.open_wallet, ledger.wallet_of, ledger.city_account_id, ledger.account_code,
  ledger.post, ledger.post_wallet, ledger.post_linked, ledger.post_batch, ledger.reverse, ledger.set_frozen,
  ledger.adjust, ledger.decide_adjustment, ledger.place_trip_hold, ledger.extend_trip_hold, ledger.void_trip_hold,
  ledger.hold, ledger.capture, ledger.void, ledger.expire_holds, ledger.settle_trips, ledger.request_payout,
  ledger.decide_payout, ledger.settle_payout, ledger.last_seq_before, ledger.balance_before, ledger.leaf_of,
  ledger.extend_chain, ledger.verify_chain, ledger.reconcile
TO atlas_app;
