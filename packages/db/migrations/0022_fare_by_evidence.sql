-- Why a trip costs what it does, and what its rider is asked to confirm. Trips that ended before have no reason.
CREATE TYPE "public"."fare_answer" AS ENUM('yes', 'no', 'silent');--> statement-breakpoint
CREATE TYPE "public"."fare_basis" AS ENUM('quote', 'known-distance', 'minimum');--> statement-breakpoint
CREATE TYPE "public"."missing_part" AS ENUM('start', 'hole', 'end');--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "fare_basis" "fare_basis";--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "fare_known_m" integer;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "fare_missing" "missing_part"[];--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "unproven_minor" bigint;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "fare_confirm_by" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "fare_answer" "fare_answer";--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "fare_answered_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "orders_fare_open_idx" ON "orders" USING btree ("fare_confirm_by") WHERE unproven_minor IS NOT NULL AND fare_answer IS NULL;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_fare_question_whole" CHECK ((unproven_minor IS NULL) = (fare_confirm_by IS NULL) AND unproven_minor > 0);--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_fare_answer_whole" CHECK ((fare_answer IS NULL) = (fare_answered_at IS NULL) AND (fare_answer IS NULL OR unproven_minor IS NOT NULL));--> statement-breakpoint
-- What an order's money is held for: its fare, or the part of it that the rider has still to confirm.
CREATE TYPE ledger.hold_purpose AS ENUM ('charge', 'unproven');--> statement-breakpoint
ALTER TABLE ledger.holds ADD COLUMN purpose ledger.hold_purpose NOT NULL DEFAULT 'charge';--> statement-breakpoint
DROP INDEX ledger.holds_one_per_order;--> statement-breakpoint
CREATE UNIQUE INDEX holds_one_per_order ON ledger.holds (order_id, purpose) WHERE order_id IS NOT NULL;--> statement-breakpoint
-- What a rider confirmed of a fare, once: its key is what makes a second one impossible.
CREATE TABLE ledger.fare_confirmations (
  order_id uuid PRIMARY KEY,
  hold_id uuid NOT NULL UNIQUE,
  fare bigint NOT NULL,
  commission bigint NOT NULL,
  tax bigint NOT NULL,
  transfer_ids uuid[] NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT fare_confirmations_sound CHECK (fare > 0 AND commission >= 0 AND tax >= 0 AND fare >= commission + tax)
);
