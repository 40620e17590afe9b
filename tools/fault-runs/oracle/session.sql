-- What was acknowledged to the load, by its own record, and the history of orders with the instants at which it was committed.
CREATE TEMP TABLE acknowledged_quotes (quote_id uuid, rider_id uuid, fare_minor bigint);
CREATE TEMP TABLE acknowledged_orders (order_id uuid, rider_id uuid, fare_minor bigint, booked_at timestamptz);
CREATE TEMP TABLE acknowledged_moves (order_id uuid, status text);
CREATE TEMP TABLE acknowledged_cancels (order_id uuid, age_s double precision);
CREATE TEMP TABLE acknowledged_credits (key text, user_id uuid, amount_minor bigint);
CREATE TEMP TABLE acknowledged_positions (driver_id uuid, sent_at timestamptz, heading_deg real);
-- Commit times are the server's own; a row that a negative control has just planted has none yet.
CREATE TEMP VIEW moves AS
SELECT order_id, from_status::text, to_status::text, driver_id, at,
  coalesce(pg_xact_commit_timestamp(xmin), at) AS committed_at
FROM order_transitions;
