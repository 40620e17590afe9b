-- The one clock. Every instant that Postgres itself writes down or compares comes from here, and the processes set their
-- clocks by it. It is inlined where it stands, so it costs what clock_timestamp() costs. A test database puts another body
-- in its place, which only the owner can do.
CREATE SCHEMA clock;--> statement-breakpoint
CREATE FUNCTION clock.now() RETURNS timestamptz
LANGUAGE sql VOLATILE PARALLEL SAFE AS 'SELECT pg_catalog.clock_timestamp()';--> statement-breakpoint
GRANT USAGE ON SCHEMA clock TO atlas_app;--> statement-breakpoint
GRANT EXECUTE ON FUNCTION clock.now() TO atlas_app;--> statement-breakpoint
ALTER TABLE "cities" ALTER COLUMN "created_at" SET DEFAULT clock.now();--> statement-breakpoint
ALTER TABLE "credentials" ALTER COLUMN "created_at" SET DEFAULT clock.now(), ALTER COLUMN "updated_at" SET DEFAULT clock.now();--> statement-breakpoint
ALTER TABLE "drivers" ALTER COLUMN "created_at" SET DEFAULT clock.now();--> statement-breakpoint
ALTER TABLE "inbox" ALTER COLUMN "processed_at" SET DEFAULT clock.now();--> statement-breakpoint
ALTER TABLE "quotes" ALTER COLUMN "created_at" SET DEFAULT clock.now();--> statement-breakpoint
ALTER TABLE "sessions" ALTER COLUMN "created_at" SET DEFAULT clock.now(), ALTER COLUMN "updated_at" SET DEFAULT clock.now();--> statement-breakpoint
ALTER TABLE "users" ALTER COLUMN "created_at" SET DEFAULT clock.now(), ALTER COLUMN "updated_at" SET DEFAULT clock.now();--> statement-breakpoint
ALTER TABLE "vehicles" ALTER COLUMN "created_at" SET DEFAULT clock.now();--> statement-breakpoint
ALTER TABLE "verifications" ALTER COLUMN "created_at" SET DEFAULT clock.now(), ALTER COLUMN "updated_at" SET DEFAULT clock.now();--> statement-breakpoint
ALTER TABLE ledger.accounts ALTER COLUMN created_at SET DEFAULT clock.now();--> statement-breakpoint
ALTER TABLE ledger.adjustments ALTER COLUMN requested_at SET DEFAULT clock.now();--> statement-breakpoint
ALTER TABLE ledger.audit_log ALTER COLUMN at SET DEFAULT clock.now();--> statement-breakpoint
ALTER TABLE ledger.holds ALTER COLUMN created_at SET DEFAULT clock.now();--> statement-breakpoint
ALTER TABLE ledger.idempotency ALTER COLUMN at SET DEFAULT clock.now();--> statement-breakpoint
ALTER TABLE ledger.payouts ALTER COLUMN requested_at SET DEFAULT clock.now();
