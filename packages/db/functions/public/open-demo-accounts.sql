-- How many accounts of the demo somebody could use: by their password, or by a session that goes on. Gateway and worker ask before
-- they start in production, and may not read passwords themselves.
CREATE OR REPLACE FUNCTION public.open_demo_accounts() RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  SELECT count(*)::integer FROM public.users u
  WHERE u.is_demo AND (
    EXISTS (SELECT FROM public.credentials c WHERE c.user_id = u.id AND c.provider_id = 'credential')
    OR EXISTS (SELECT FROM public.sessions s WHERE s.user_id = u.id AND s.expires_at > clock.now()));
END;
