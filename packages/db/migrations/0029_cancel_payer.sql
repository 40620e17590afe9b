-- Who pays the driver of a trip that an operator ended under way. Orders from before have none: nobody was paid.
ALTER TYPE ledger.transfer_kind ADD VALUE IF NOT EXISTS 'compensation';--> statement-breakpoint
CREATE TYPE "public"."cancel_payer" AS ENUM('rider', 'platform', 'nobody');--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "cancel_payer" "cancel_payer";
