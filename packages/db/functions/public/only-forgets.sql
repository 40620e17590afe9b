-- Trigger of append-only rows whose words may be taken away: refuses every change but one that only empties the named columns.
CREATE OR REPLACE FUNCTION public.only_forgets() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  v_new jsonb := to_jsonb(NEW);
  v_old jsonb := to_jsonb(OLD);
BEGIN
  IF v_new - TG_ARGV = v_old - TG_ARGV AND NOT EXISTS (
    SELECT FROM unnest(TG_ARGV) c WHERE v_new ->> c IS NOT NULL AND v_new ->> c IS DISTINCT FROM v_old ->> c) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'UPDATE on %.% is refused: its rows only forget', TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END
$$;
