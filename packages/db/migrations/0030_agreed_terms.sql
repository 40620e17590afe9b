-- What the city said of waiting and of cancelling when the price was made. Prices of before go by the columns of `cities`.
ALTER TABLE "orders" ADD COLUMN "free_waiting_s" integer;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "agreed_cancel_fee_minor" bigint;--> statement-breakpoint
ALTER TABLE "quotes" ADD COLUMN "free_waiting_s" integer;--> statement-breakpoint
ALTER TABLE "quotes" ADD COLUMN "agreed_cancel_fee_minor" bigint;