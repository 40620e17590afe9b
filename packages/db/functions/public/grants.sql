-- Who may do what outside the ledger: the application's role reads and changes rows, and owns nothing. Who people are is the
-- auth library's: it alone reads tokens and password hashes, makes users and sessions, and decides what role somebody has.
GRANT USAGE ON SCHEMA public TO atlas_app, atlas_identity;
GRANT USAGE ON SCHEMA clock TO atlas_identity;
GRANT EXECUTE ON FUNCTION clock.now TO atlas_identity;
REVOKE ALL ON TABLE
  public.account_requests, public.alerts, public.authenticators, public.cities, public.city_settings, public.cleared_places, public.credentials, public.dead_letters, public.dispatch_rounds, public.drivers,
  public.ended_sessions, public.gps_points, public.inbox, public.keyed_calls, public.known_devices, public.notification_settings, public.offers, public.order_evidence, public.order_transitions, public.orders, public.outbox, public.passkeys, public.push_subscriptions, public.quotes,
  public.restrictions, public.saved_places, public.saved_views, public.sessions, public.staff_roles, public.tariffs, public.trip_tracks, public.users, public.vehicles, public.verifications
FROM PUBLIC, atlas_app, atlas_identity;
GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE
  public.cities, public.cleared_places, public.dead_letters, public.dispatch_rounds, public.drivers, public.ended_sessions, public.inbox,
  public.keyed_calls, public.notification_settings,
  public.offers, public.orders, public.outbox, public.push_subscriptions, public.quotes, public.restrictions, public.saved_places, public.saved_views, public.tariffs, public.vehicles
TO atlas_app;
-- To lock a row takes the right to change a column of it: one that decides nothing. Sessions without what they are opened with.
GRANT SELECT, UPDATE (updated_at) ON TABLE public.users TO atlas_app;
GRANT SELECT (id, user_id, expires_at, ip_address, user_agent, created_at, updated_at), UPDATE (user_agent) ON TABLE public.sessions TO atlas_app;
GRANT DELETE ON TABLE public.sessions TO atlas_app;
GRANT SELECT (id, user_id, user_agent, created_at, last_seen_at), DELETE ON TABLE public.known_devices TO atlas_app;
-- How many an operator has.
GRANT SELECT (id, user_id) ON TABLE public.passkeys TO atlas_app;
-- Who operates is decided by the auth library's role; the servers' looks it up with each session.
GRANT SELECT ON TABLE public.staff_roles TO atlas_app;
-- What a mail needs, and to forget what is over: no hash, and nothing that makes a request or changes one.
GRANT SELECT (id, kind, email, user_id, role, created_at, expires_at), DELETE ON TABLE public.account_requests TO atlas_app;
GRANT SELECT, INSERT ON TABLE public.city_settings, public.order_evidence, public.order_transitions TO atlas_app;
GRANT SELECT, INSERT, DELETE ON TABLE public.gps_points TO atlas_app;
GRANT SELECT, INSERT, UPDATE ON TABLE public.alerts, public.trip_tracks TO atlas_app;
-- The partitions of other days are made and dropped by their owner's functions.
REVOKE ALL ON FUNCTION public.make_gps_partition, public.drop_gps_partitions, public.forget_words, public.erase_identity FROM PUBLIC, atlas_app;
GRANT EXECUTE ON FUNCTION public.make_gps_partition, public.drop_gps_partitions, public.forget_words, public.erase_identity TO atlas_app;
GRANT SELECT, INSERT, UPDATE ON TABLE public.users TO atlas_identity;
GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE public.account_requests, public.authenticators, public.credentials, public.passkeys, public.sessions, public.verifications TO atlas_identity;
GRANT SELECT, INSERT, DELETE ON TABLE public.staff_roles TO atlas_identity;
-- Mails are promised with what makes them necessary.
GRANT INSERT ON TABLE public.outbox TO atlas_identity;
GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE public.known_devices TO atlas_identity;
-- What the trigger of sessions writes, and what a new account gets: its city, a driver's row (and a wallet, in the ledger's).
GRANT INSERT ON TABLE public.ended_sessions, public.drivers TO atlas_identity;
GRANT SELECT ON TABLE public.cities, public.restrictions TO atlas_identity;
-- Closing the demo and opening it again is for the owner.
REVOKE ALL ON FUNCTION public.close_demo, public.reopen_demo, public.open_demo_accounts FROM PUBLIC, atlas_app;
GRANT EXECUTE ON FUNCTION public.open_demo_accounts TO atlas_app;
-- Searches read what the role may read anyway.
REVOKE ALL ON FUNCTION public.search_people, public.search_vehicles, public.search_orders FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.search_people, public.search_vehicles, public.search_orders TO atlas_app;
