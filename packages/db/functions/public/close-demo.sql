-- Takes the demo's accounts out of use: no password opens one and no session goes on. Their money stays in the books, and what they
-- have in progress is ended by the workers' upkeep. Returns how many could still be used. Safe to repeat.
CREATE OR REPLACE FUNCTION public.close_demo() RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_open integer;
BEGIN
  -- Those that were opened while the demo was on: nobody gets mail at such an address.
  UPDATE public.users SET is_demo = true WHERE NOT is_demo AND email ~ '@([a-z0-9-]+\.)*atlas\.(test|example)$';
  v_open := public.open_demo_accounts();
  DELETE FROM public.credentials c USING public.users u, public.credentials former
  WHERE u.id = c.user_id AND u.is_demo AND c.provider_id = 'credential'
    AND former.provider_id = 'past-demo' AND former.account_id = c.account_id;
  -- The auth library looks for a password under 'credential' only.
  UPDATE public.credentials c SET provider_id = 'past-demo' FROM public.users u
  WHERE u.id = c.user_id AND u.is_demo AND c.provider_id = 'credential';
  DELETE FROM public.sessions s USING public.users u WHERE u.id = s.user_id AND u.is_demo;
  UPDATE public.drivers d SET availability = 'offline' FROM public.users u
  WHERE u.id = d.id AND u.is_demo AND d.availability <> 'offline';
  RETURN v_open;
END
$$;
