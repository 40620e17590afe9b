import { CITY_STAFF_ROLES, type CityRoles, STAFF_ROLES, type StaffRole } from "@atlas/core/actor";
import type { Queryable } from "@atlas/db/connect";
import { isoTimeColumn, query } from "@atlas/db/query";
import { users } from "@atlas/db/schema/identity";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { cityRolesOf, staffRolesOf } from "../standing/staff-roles-of.ts";
import { isAdmitted } from "../standing/restriction.ts";
import { useCase } from "../use-case.ts";

/** An operator as the others see them. Times are ISO-8601. */
export interface StaffMember {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly cityId: string;
  /** For all cities. */
  readonly roles: readonly StaffRole[];
  /** For one city only. */
  readonly cityRoles: CityRoles;
  /** Invited, and has set no password yet. */
  readonly isInvited: boolean;
  readonly isBlocked: boolean;
  /** An authenticator app, whose code a sign-in asks for. */
  readonly hasAuthenticator: boolean;
  /** How many; each signs in without a password. */
  readonly passkeys: number;
  /** On how many devices they are signed in. */
  readonly sessions: number;
  /** When one of these sessions was last used; null without any. */
  readonly lastSeenAt: string | null;
  readonly createdAt: string;
}

const staffRow = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  cityId: z.string(),
  roles: z.array(z.enum(STAFF_ROLES)),
  cityRoles: z.partialRecord(z.enum(CITY_STAFF_ROLES), z.string()),
  isInvited: z.boolean(),
  isBlocked: z.boolean(),
  hasAuthenticator: z.boolean(),
  passkeys: z.number(),
  sessions: z.number(),
  lastSeenAt: isoTimeColumn.nullable(),
  createdAt: isoTimeColumn,
});

/** More than any installation has. */
const MAX_STAFF = 1_000;

/** Everybody who operates Atlas, by name. */
export const listStaff = useCase({
  kind: "query",
  permission: "staff.read",
  input: z.object({}),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db">): Promise<readonly StaffMember[]> {
    return await readStaff(ctx.db);
  },
});

/** The same for a person who holds the database. */
export async function readStaff(db: Queryable): Promise<readonly StaffMember[]> {
  return await query(
    db,
    staffRow,
    sql`
      SELECT users.id AS "userId", users.name, users.email, users.city_id AS "cityId", NOT users.email_verified AS "isInvited",
        ${staffRolesOf(users.id)} AS roles, ${cityRolesOf(users.id)} AS "cityRoles",
        NOT (${isAdmitted(db)}) AS "isBlocked", users.two_factor_enabled AS "hasAuthenticator",
        (SELECT count(k.id)::integer FROM passkeys k WHERE k.user_id = users.id) AS passkeys,
        live.sessions, live.last_seen_at AS "lastSeenAt", users.created_at AS "createdAt"
      FROM users
      CROSS JOIN LATERAL (
        SELECT count(*)::integer AS sessions, max(s.updated_at) AS last_seen_at
        FROM sessions s WHERE s.user_id = users.id AND s.expires_at > clock.now()) live
      WHERE users.role = 'admin' AND users.deleted_at IS NULL
      ORDER BY users.name, users.id LIMIT ${MAX_STAFF}`,
  );
}
