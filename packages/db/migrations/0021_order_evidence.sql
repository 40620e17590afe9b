-- What the server knew at each step of a driver. Arrivals and starts of before have no proof, and count as proven.
CREATE TYPE "public"."arrival_loss" AS ENUM('left', 'silent');--> statement-breakpoint
CREATE TYPE "public"."arrival_proof" AS ENUM('position', 'override');--> statement-breakpoint
CREATE TYPE "public"."evidence_move" AS ENUM('arrived', 'started', 'finished', 'no-show');--> statement-breakpoint
CREATE TYPE "public"."move_proof" AS ENUM('pin', 'position', 'override', 'none');--> statement-breakpoint
CREATE TABLE "order_evidence" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_id" uuid NOT NULL,
	"move" "evidence_move" NOT NULL,
	"driver_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"lat" double precision,
	"lng" double precision,
	"position_at" timestamp with time zone,
	"is_mock" boolean,
	"age_s" double precision,
	"distance_m" double precision,
	"proof" "move_proof" NOT NULL,
	"note" text,
	"said_lat" double precision,
	"said_lng" double precision
);
--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "arrival_proof" "arrival_proof";--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "arrival_note" text;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "arrival_lost_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "arrival_lost_reason" "arrival_loss";--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "start_proof" "move_proof";--> statement-breakpoint
ALTER TABLE "order_evidence" ADD CONSTRAINT "order_evidence_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "order_evidence_order_idx" ON "order_evidence" USING btree ("order_id","at");--> statement-breakpoint
ALTER TABLE "gps_points" ADD COLUMN "is_mock" boolean DEFAULT false NOT NULL;