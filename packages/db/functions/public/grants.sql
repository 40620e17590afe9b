-- Who may do what outside the ledger: the application's role reads and changes rows, and owns nothing.
GRANT USAGE ON SCHEMA public TO atlas_app;
REVOKE ALL ON TABLE
  public.alerts, public.cities, public.city_settings, public.credentials, public.dead_letters, public.dispatch_rounds, public.drivers,
  public.ended_sessions, public.gps_points, public.inbox, public.keyed_calls, public.known_devices, public.offers, public.order_evidence, public.order_transitions, public.orders, public.outbox, public.quotes,
  public.restrictions, public.sessions, public.tariffs, public.trip_tracks, public.users, public.vehicles, public.verifications
FROM PUBLIC, atlas_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE
  public.cities, public.credentials, public.dead_letters, public.dispatch_rounds, public.drivers, public.ended_sessions, public.inbox,
  public.keyed_calls, public.known_devices,
  public.offers, public.orders, public.outbox, public.quotes, public.restrictions, public.sessions, public.tariffs, public.users,
  public.vehicles, public.verifications
TO atlas_app;
GRANT SELECT, INSERT ON TABLE public.city_settings, public.order_evidence, public.order_transitions TO atlas_app;
GRANT SELECT, INSERT, DELETE ON TABLE public.gps_points TO atlas_app;
GRANT SELECT, INSERT, UPDATE ON TABLE public.alerts, public.trip_tracks TO atlas_app;
-- The partitions of other days are made and dropped by their owner's functions.
REVOKE ALL ON FUNCTION public.make_gps_partition, public.drop_gps_partitions FROM PUBLIC, atlas_app;
GRANT EXECUTE ON FUNCTION public.make_gps_partition, public.drop_gps_partitions TO atlas_app;
