-- Trigger of sessions: notes each one that is deleted, by any code, so that what follows from its end is done.
CREATE OR REPLACE FUNCTION public.note_ended_session() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.ended_sessions (id, user_id, token) VALUES (OLD.id, OLD.user_id, OLD.token)
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;
