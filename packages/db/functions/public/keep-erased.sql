-- Trigger of users: a user whose account was deleted stays nobody, also for a change that was on its way.
CREATE OR REPLACE FUNCTION public.keep_erased() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RETURN NULL;
END
$$;
