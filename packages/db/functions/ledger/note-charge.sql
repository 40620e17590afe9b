-- The provider has made the charge of a payment: what it is called there, and how the payer goes on. The first one counts.
CREATE OR REPLACE FUNCTION ledger.note_charge(p_id uuid, p_reference text, p_pay_by jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE ledger.payments SET reference = coalesce(reference, p_reference), pay_by = p_pay_by,
    state = CASE state WHEN 'created' THEN 'pending'::ledger.payment_state ELSE state END
  WHERE id = p_id AND pay_by IS NULL
$$;
