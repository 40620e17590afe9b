-- Gives the demo's accounts their passwords back.
CREATE OR REPLACE FUNCTION public.reopen_demo() RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  UPDATE public.credentials c SET provider_id = 'credential' FROM public.users u
  WHERE u.id = c.user_id AND u.is_demo AND c.provider_id = 'past-demo'
    AND NOT EXISTS (SELECT FROM public.credentials now
      WHERE now.provider_id = 'credential' AND now.account_id = c.account_id);
END;
