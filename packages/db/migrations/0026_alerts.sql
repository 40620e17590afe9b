-- What operators are alarmed of, and the question to the rider that goes with it.
CREATE TABLE "alerts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"city_id" text NOT NULL,
	"kind" text NOT NULL,
	"severity" text NOT NULL,
	"episode_key" text NOT NULL,
	"order_id" uuid,
	"driver_id" uuid,
	"rider_id" uuid,
	"passed_at" timestamp with time zone NOT NULL,
	"raised_at" timestamp with time zone NOT NULL,
	"cleared_at" timestamp with time zone,
	"rider_answer" text,
	"rider_answered_at" timestamp with time zone,
	"resolved_at" timestamp with time zone,
	"resolved_by" uuid,
	"note" text,
	"details" jsonb NOT NULL,
	CONSTRAINT "alerts_episode_key_unique" UNIQUE("episode_key"),
	CONSTRAINT "alerts_resolved_by_when_resolved" CHECK (resolved_by IS NULL OR resolved_at IS NOT NULL),
	CONSTRAINT "alerts_answered_when_answer" CHECK ((rider_answer IS NULL) = (rider_answered_at IS NULL))
);
--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "rated_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "trip_check" jsonb;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_city_id_cities_id_fk" FOREIGN KEY ("city_id") REFERENCES "public"."cities"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_driver_id_drivers_id_fk" FOREIGN KEY ("driver_id") REFERENCES "public"."drivers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_rider_id_users_id_fk" FOREIGN KEY ("rider_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_resolved_by_users_id_fk" FOREIGN KEY ("resolved_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "alerts_city_idx" ON "alerts" USING btree ("city_id","id");--> statement-breakpoint
CREATE INDEX "alerts_open_idx" ON "alerts" USING btree ("city_id","id") WHERE resolved_at IS NULL;--> statement-breakpoint
CREATE INDEX "alerts_order_idx" ON "alerts" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "orders_ended_idx" ON "orders" USING btree ("city_id","ended_at") WHERE ended_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "orders_lowest_rating_idx" ON "orders" USING btree ("city_id","rated_at") WHERE rating_stars = 1;