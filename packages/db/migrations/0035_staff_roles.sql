CREATE TABLE "staff_roles" (
	"user_id" uuid NOT NULL,
	"role" text NOT NULL,
	"granted_at" timestamp with time zone DEFAULT clock.now() NOT NULL,
	CONSTRAINT "staff_roles_user_id_role_pk" PRIMARY KEY("user_id","role"),
	CONSTRAINT "staff_roles_role_known" CHECK ("staff_roles"."role" IN ('viewer', 'support', 'dispatcher', 'finance', 'operations', 'owner'))
);
--> statement-breakpoint
ALTER TABLE "staff_roles" ADD CONSTRAINT "staff_roles_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
-- Who could do everything before goes on to.
INSERT INTO "staff_roles" ("user_id", "role") SELECT "id", 'owner' FROM "users" WHERE "role" = 'admin';
