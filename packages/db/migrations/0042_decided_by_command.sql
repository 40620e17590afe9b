ALTER TABLE "restrictions" DROP CONSTRAINT "restrictions_lifted_by_somebody";--> statement-breakpoint
ALTER TABLE "restrictions" ALTER COLUMN "placed_by" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "restrictions" ADD CONSTRAINT "restrictions_lifted_by_somebody" CHECK (lifted_at IS NOT NULL OR lifted_by IS NULL);