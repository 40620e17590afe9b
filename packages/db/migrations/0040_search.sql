-- Searches read the beginning of an index (`public.search_people` and the functions beside it). An installation with many rows makes these
-- indexes CONCURRENTLY before the upgrade (docs/operations.md); those that exist are left alone.
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "vehicles_plate_search_idx" ON "vehicles" USING btree (regexp_replace(upper("plate"), '[^A-Z0-9]', '', 'g') COLLATE "C");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "vehicles_number_search_idx" ON "vehicles" USING btree (regexp_replace(upper("plate"), '^[^0-9]*|[^A-Z0-9]', '', 'g') COLLATE "C");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "users_name_search_idx" ON "users" USING btree (lower("left"("name", 100)) COLLATE "C");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "users_second_name_search_idx" ON "users" USING btree (substring(lower("left"("name", 100)) from '^\S+\s+(.+)$') COLLATE "C");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "users_third_name_search_idx" ON "users" USING btree (substring(lower("left"("name", 100)) from '^\S+\s+\S+\s+(.+)$') COLLATE "C");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "users_email_search_idx" ON "users" USING btree (lower("email") COLLATE "C");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "users_phone_search_idx" ON "users" USING btree (regexp_replace(regexp_replace("left"("phone", 40), '\D', '', 'g'), '^0*(62)?0*', '') COLLATE "C");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "users_phone_end_search_idx" ON "users" USING btree (reverse(regexp_replace("left"("phone", 40), '\D', '', 'g')) COLLATE "C");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "users_short_id_idx" ON "users" USING btree ("right"("id"::text, 8) COLLATE "C");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "users_text_search_idx" ON "users" USING gin ("name" gin_trgm_ops,"email" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "orders_short_id_idx" ON "orders" USING btree ("right"("id"::text, 8) COLLATE "C");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "orders_place_search_idx" ON "orders" USING gin ("pickup_label" gin_trgm_ops,"dropoff_label" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "accounts_kind_idx" ON ledger.accounts (kind, id);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "accounts_short_id_idx" ON ledger.accounts ("right"(id::text, 8) COLLATE "C");
