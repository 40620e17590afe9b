-- What receipts show: the names and the car as they were when the order ended. Orders that ended before have none, and show those of today.
ALTER TABLE "orders" ADD COLUMN "rider_name" text;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "driver_name" text;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "vehicle_plate" text;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "vehicle_model" text;