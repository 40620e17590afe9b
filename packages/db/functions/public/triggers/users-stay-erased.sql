-- A deleted account stays nobody's, whatever was on its way to it.
CREATE OR REPLACE TRIGGER users_stay_erased
  BEFORE UPDATE ON public.users
  FOR EACH ROW WHEN ((old.deleted_at IS NOT NULL)) EXECUTE FUNCTION public.keep_erased();
