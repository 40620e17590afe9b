-- What a city's settings were on a day stays what it was.
CREATE OR REPLACE TRIGGER city_settings_append_only
  BEFORE DELETE OR UPDATE OR TRUNCATE ON public.city_settings
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
