-- Everything that a transfer and its two entries say, as one digest: the chain's leaf. JSON arrays are unambiguous,
-- whatever the texts contain.
CREATE OR REPLACE FUNCTION ledger.leaf_of(t ledger.transfers, d ledger.entries, c ledger.entries) RETURNS bytea
LANGUAGE sql STABLE AS $$
  SELECT sha256(convert_to(jsonb_build_array(
    'v1', t.id, t.debit_account_id, t.credit_account_id, t.amount::text, t.debit_seq::text, t.credit_seq::text,
    (extract(epoch FROM t.at) * 1000000)::bigint::text, t.kind, t.currency, t.order_id, t.group_id, t.reverses_id,
    t.hold_id, t.actor_id, t.idempotency_key, t.reference, t.description,
    d.transfer_id, d.amount::text, d.balance_after::text, (extract(epoch FROM d.at) * 1000000)::bigint::text,
    c.transfer_id, c.amount::text, c.balance_after::text, (extract(epoch FROM c.at) * 1000000)::bigint::text
  )::text, 'UTF8'))
$$;
