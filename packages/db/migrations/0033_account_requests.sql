CREATE TABLE "account_requests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"email" text NOT NULL,
	"user_id" uuid,
	"role" text,
	"profile" jsonb,
	"password_hash" text,
	"created_at" timestamp with time zone DEFAULT clock.now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "account_requests_role_check" CHECK ("account_requests"."role" IN ('rider', 'driver'))
);
--> statement-breakpoint
ALTER TABLE "account_requests" ADD CONSTRAINT "account_requests_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "account_requests_email_idx" ON "account_requests" USING btree ("email","kind","created_at");--> statement-breakpoint
CREATE INDEX "account_requests_user_idx" ON "account_requests" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "account_requests_expires_idx" ON "account_requests" USING btree ("expires_at");