-- Makes the partition of a UTC day; false when it exists. Attached rather than created as a partition: attaching lets
-- writers of other days go on. Runs as the owner, so that the processes need no right to create tables.
CREATE OR REPLACE FUNCTION public.make_gps_partition(day date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  partition_name text := 'gps_points_' || to_char(day, 'YYYYMMDD');
  from_instant timestamptz := day::timestamp AT TIME ZONE 'UTC';
  to_instant timestamptz := (day + 1)::timestamp AT TIME ZONE 'UTC';
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('gps_points partitions'));
  IF to_regclass(format('public.%I', partition_name)) IS NOT NULL THEN
    RETURN false;
  END IF;
  EXECUTE format('CREATE TABLE public.%I (LIKE public.gps_points INCLUDING DEFAULTS)', partition_name);
  EXECUTE format('ALTER TABLE public.gps_points ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
    partition_name, from_instant, to_instant);
  RETURN true;
END
$$;
