-- Forward dispatch: a driver who is about to end a trip may hold one more order. It is MATCHED and waits behind the running
-- one; the index of active orders leaves it out, and a second one holds that there is only one.
DROP INDEX "orders_one_active_per_driver";--> statement-breakpoint
ALTER TABLE "cities" ADD COLUMN "forward_dispatch" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "cities" ADD COLUMN "forward_max_remaining_s" integer DEFAULT 300 NOT NULL;--> statement-breakpoint
ALTER TABLE "cities" ADD COLUMN "forward_radius_m" integer DEFAULT 2000 NOT NULL;--> statement-breakpoint
ALTER TABLE "offers" ADD COLUMN "behind_order_id" uuid;--> statement-breakpoint
ALTER TABLE "offers" ADD COLUMN "remaining_s" integer;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "queued_behind" uuid;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "promoted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_behind_order_id_orders_id_fk" FOREIGN KEY ("behind_order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_queued_behind_orders_id_fk" FOREIGN KEY ("queued_behind") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "orders_one_queued_per_driver" ON "orders" USING btree ("driver_id") WHERE queued_behind IS NOT NULL;--> statement-breakpoint
CREATE INDEX "orders_running_dropoff_idx" ON "orders" USING btree ("city_id","vehicle_type","dropoff_lat","dropoff_lng") WHERE status = 'STARTED';--> statement-breakpoint
CREATE UNIQUE INDEX "orders_one_active_per_driver" ON "orders" USING btree ("driver_id") WHERE status IN ('MATCHED', 'ARRIVED', 'STARTED') AND queued_behind IS NULL;--> statement-breakpoint
ALTER TABLE "cities" ADD CONSTRAINT "cities_forward_positive" CHECK (forward_max_remaining_s > 0 AND forward_radius_m > 0);--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_queued_is_matched" CHECK (queued_behind IS NULL OR (status = 'MATCHED' AND queued_behind <> id));
