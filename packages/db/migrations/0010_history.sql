-- Where every driver was: one partition a UTC day, made ahead and dropped by retention. Not append-only by trigger: a point
-- is no money, and a person's request to be forgotten must be possible. A repeated delivery may write a point twice;
-- readers take one per driver and instant, because a unique index would cost half of the COPY rate.
CREATE TABLE gps_points (
  city_id text NOT NULL,
  driver_id uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  lat double precision NOT NULL,
  lng double precision NOT NULL,
  heading_deg real,
  speed_mps real,
  accuracy_m real
) PARTITION BY RANGE (recorded_at);
--> statement-breakpoint
CREATE INDEX gps_points_driver_idx ON gps_points (driver_id, recorded_at);
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON gps_points TO atlas_app;
--> statement-breakpoint
-- Attached rather than created as a partition: attaching lets writers of other days go on. Runs as the owner, so that the
-- processes need no right to create tables.
CREATE FUNCTION make_gps_partition(day date) RETURNS boolean
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
--> statement-breakpoint
-- Drops whole days that ended before `oldest`; answers their names.
CREATE FUNCTION drop_gps_partitions(oldest date) RETURNS SETOF text
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
--> statement-breakpoint
REVOKE ALL ON FUNCTION make_gps_partition(date), drop_gps_partitions(date) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION make_gps_partition(date), drop_gps_partitions(date) TO atlas_app;
--> statement-breakpoint
SELECT make_gps_partition((now() AT TIME ZONE 'UTC')::date + ahead) FROM generate_series(-1, 3) AS ahead;
--> statement-breakpoint
-- What remains of a trip's points when their day is dropped.
CREATE TABLE trip_tracks (
  order_id uuid PRIMARY KEY REFERENCES orders (id),
  city_id text NOT NULL,
  driver_id uuid NOT NULL REFERENCES drivers (id),
  polyline text NOT NULL,
  driven_m integer NOT NULL CHECK (driven_m >= 0),
  duration_s integer NOT NULL CHECK (duration_s >= 0),
  point_count integer NOT NULL CHECK (point_count >= 0),
  stops jsonb NOT NULL,
  summarised_at timestamptz NOT NULL
);
--> statement-breakpoint
CREATE INDEX trip_tracks_driver_idx ON trip_tracks (driver_id, order_id);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON trip_tracks TO atlas_app;
--> statement-breakpoint
CREATE INDEX orders_finished_idx ON orders (finished_at) WHERE status = 'FINISHED';
