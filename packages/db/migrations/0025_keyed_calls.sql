CREATE TABLE "keyed_calls" (
	"actor_id" uuid NOT NULL,
	"operation" text NOT NULL,
	"key" text NOT NULL,
	"content_hash" text NOT NULL,
	"claimed_at" timestamp with time zone NOT NULL,
	"refusal" text,
	"body" text,
	CONSTRAINT "keyed_calls_actor_id_operation_key_pk" PRIMARY KEY("actor_id","operation","key"),
	CONSTRAINT "keyed_calls_bounded" CHECK (length(key) <= 128 AND length(operation) <= 128 AND octet_length(body) <= 65536)
);
--> statement-breakpoint
CREATE INDEX "keyed_calls_claimed_idx" ON "keyed_calls" USING btree ("claimed_at");