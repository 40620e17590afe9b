-- A session can end by hand, too.
CREATE OR REPLACE TRIGGER sessions_end_noted
  AFTER DELETE ON public.sessions
  FOR EACH ROW EXECUTE FUNCTION public.note_ended_session();
