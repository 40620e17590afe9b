-- Names the bank account of a driver, or of a city (no driver), which pays. The newest one counts from now on; naming it once
-- more changes nothing. Refusals: CITY_NOT_FOUND, DRIVER_NOT_FOUND.
CREATE OR REPLACE FUNCTION ledger.set_bank_account(
  p_id uuid, p_city text, p_driver uuid, p_holder text, p_bank text, p_code text, p_number text, p_actor uuid,
  p_audit_reason text, OUT refusal text, OUT account_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_city text := p_city;
  v ledger.bank_accounts;
BEGIN
  IF p_driver IS NOT NULL THEN
    -- Two changes of one driver take turns, and so do a change and the deletion of the account.
    SELECT d.city_id INTO v_city FROM public.drivers d WHERE d.id = p_driver FOR UPDATE;
    IF NOT FOUND OR EXISTS (SELECT FROM public.users u WHERE u.id = p_driver AND u.deleted_at IS NOT NULL) THEN
      refusal := 'DRIVER_NOT_FOUND'; RETURN;
    END IF;
  ELSE
    PERFORM 1 FROM public.cities c WHERE c.id = p_city FOR UPDATE;
    IF NOT FOUND THEN refusal := 'CITY_NOT_FOUND'; RETURN; END IF;
  END IF;
  v := ledger.bank_account_of(v_city, p_driver);
  IF (v.holder_name, v.bank_name, v.bank_code, v.account_number)
    IS NOT DISTINCT FROM (p_holder, p_bank, p_code, p_number) THEN
    account_id := v.id;
    RETURN;
  END IF;
  INSERT INTO ledger.bank_accounts (id, city_id, driver_id, holder_name, bank_name, bank_code, account_number, set_by)
  VALUES (p_id, v_city, p_driver, p_holder, p_bank, p_code, p_number, p_actor);
  account_id := p_id;
  IF p_audit_reason IS NOT NULL THEN
    PERFORM ledger.write_audit(p_actor, 'set-bank-account', p_id, p_audit_reason,
      jsonb_build_object('driverId', p_driver, 'cityId', v_city, 'before', v.id));
  END IF;
END
$$;
