-- Drops the partitions of whole UTC days that ended before `oldest` and returns their names.
CREATE OR REPLACE FUNCTION public.drop_gps_partitions(oldest date) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  partition_name text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('gps_points partitions'));
  FOR partition_name IN
    SELECT child.relname FROM pg_inherits
    JOIN pg_class child ON child.oid = pg_inherits.inhrelid
    WHERE pg_inherits.inhparent = 'public.gps_points'::regclass
      AND child.relname ~ '^gps_points_[0-9]{8}$'
      AND to_date(right(child.relname, 8), 'YYYYMMDD') < oldest
    ORDER BY child.relname
  LOOP
    EXECUTE format('DROP TABLE public.%I', partition_name);
    RETURN NEXT partition_name;
  END LOOP;
END
$$;
