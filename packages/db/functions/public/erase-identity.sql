-- Takes out of the accounts who a rider or a driver was, so that nobody signs in with it and the address is free. The caller has seen
-- that the person wants it. Operators and service accounts are not erased.
CREATE OR REPLACE FUNCTION public.erase_identity(p_user uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_email text;
BEGIN
  SELECT u.email INTO v_email FROM public.users u
  WHERE u.id = p_user AND u.role IN ('rider', 'driver') AND u.deleted_at IS NULL FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'only a rider or a driver is erased, and once' USING ERRCODE = 'restrict_violation';
  END IF;
  UPDATE public.users u SET name = 'Deleted account', email = p_user || '@deleted.invalid', email_verified = false, phone = NULL,
    image = NULL, locale = NULL, deleted_at = clock.now(), updated_at = clock.now()
  WHERE u.id = p_user;
  PERFORM ledger.close_wallets(p_user);
  DELETE FROM public.sessions s WHERE s.user_id = p_user;
  DELETE FROM public.credentials c WHERE c.user_id = p_user;
  DELETE FROM public.known_devices k WHERE k.user_id = p_user;
  DELETE FROM public.notification_settings n WHERE n.user_id = p_user;
  DELETE FROM public.verifications v WHERE v.identifier = v_email;
  -- The recovery of another account that had the address before belongs to that account.
  DELETE FROM public.account_requests r WHERE r.user_id = p_user OR (r.email = v_email AND r.user_id IS NULL);
END
$$;
