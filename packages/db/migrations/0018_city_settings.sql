-- What a city has set for itself: one row for each change, with its author and reason.
CREATE TABLE "city_settings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"city_id" text NOT NULL,
	"key" text NOT NULL,
	"value" jsonb NOT NULL,
	"effective_from" timestamp with time zone NOT NULL,
	"author_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock.now() NOT NULL,
	CONSTRAINT "city_settings_key_is_a_name" CHECK (key ~ '^[a-z][A-Za-z0-9]{1,63}$'),
	CONSTRAINT "city_settings_has_reason" CHECK (reason ~ '[^[:space:]]'),
	CONSTRAINT "city_settings_not_backdated" CHECK (effective_from >= created_at - interval '1 minute')
);
--> statement-breakpoint
ALTER TABLE "city_settings" ADD CONSTRAINT "city_settings_city_id_cities_id_fk" FOREIGN KEY ("city_id") REFERENCES "public"."cities"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "city_settings" ADD CONSTRAINT "city_settings_author_id_users_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "city_settings_city_idx" ON "city_settings" USING btree ("city_id","key","effective_from");