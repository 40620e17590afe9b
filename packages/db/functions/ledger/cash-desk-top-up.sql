-- Money that staff were handed goes into a user's wallet, with the next receipt of the city's year. Returns the first receipt
-- again for a repeat. Refusals: those of `post_wallets`.
CREATE OR REPLACE FUNCTION ledger.cash_desk_top_up(
  p_key text, p_id uuid, p_user uuid, p_amount bigint, p_note text, p_actor uuid, p_audit_reason text,
  OUT refusal text, OUT receipt_number text, OUT city_id text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_wallet ledger.accounts := ledger.wallet_of(p_user, NULL);
  o ledger.outcome;
  v_at timestamptz := clock.now();
  v_year integer;
  v_seq integer;
BEGIN
  IF v_wallet.id IS NULL THEN refusal := 'ACCOUNT_NOT_FOUND'; RETURN; END IF;
  -- A city from before there were cash desks has no account of this kind yet.
  PERFORM ledger.open_city_accounts(v_wallet.city_id, v_wallet.currency);
  SELECT * INTO STRICT o FROM ledger.post_wallets(ARRAY[p_key], ARRAY[p_id], ARRAY[p_user], ARRAY[p_amount],
    ARRAY['top_up'], ARRAY['cash_desk'], ARRAY[p_note], ARRAY[p_actor], ARRAY[p_audit_reason]);
  refusal := o.refusal;
  IF refusal IS NOT NULL THEN RETURN; END IF;
  city_id := v_wallet.city_id;
  IF NOT o.is_replay THEN
    SELECT extract(year FROM v_at AT TIME ZONE c.timezone) INTO STRICT v_year FROM public.cities c
    WHERE c.id = v_wallet.city_id;
    INSERT INTO ledger.cash_desk_counters AS c (city_id, year, last) VALUES (v_wallet.city_id, v_year, 1)
    ON CONFLICT (city_id, year) DO UPDATE SET last = c.last + 1 RETURNING c.last INTO v_seq;
    INSERT INTO ledger.cash_desk_receipts (
      number, city_id, year, seq, transfer_id, user_id, user_name, staff_id, staff_name, amount, currency, note, at)
    SELECT upper(v_wallet.city_id) || '-' || v_year || '-' || lpad(v_seq::text, 6, '0'), v_wallet.city_id, v_year, v_seq,
      o.transfer_id, p_user, u.name, p_actor, s.name, p_amount, v_wallet.currency, p_note, v_at
    FROM public.users u, public.users s WHERE u.id = p_user AND s.id = p_actor;
  END IF;
  SELECT r.number INTO STRICT receipt_number FROM ledger.cash_desk_receipts r WHERE r.transfer_id = o.transfer_id;
END
$$;
