ALTER TABLE "cities" ADD COLUMN "default_locale" text DEFAULT 'en' NOT NULL;--> statement-breakpoint
ALTER TABLE "cities" ADD COLUMN "is_demo" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "is_demo" boolean DEFAULT false NOT NULL;--> statement-breakpoint
UPDATE "users" SET "is_demo" = true WHERE "email" ~ '@([a-z0-9-]+\.)*atlas\.(test|example)$';--> statement-breakpoint
UPDATE "cities" SET "is_demo" = true
WHERE EXISTS (SELECT FROM "users" u WHERE u."city_id" = "cities"."id" AND u."is_demo" AND u."role" = 'admin');--> statement-breakpoint
UPDATE "cities" SET "default_locale" = 'id' WHERE "currency" = 'IDR';
