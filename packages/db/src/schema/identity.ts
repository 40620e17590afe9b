import { ACCOUNT_REQUEST_KINDS, SIGN_UP_ROLES } from "@atlas/core/account-request";
import { ROLES, SECOND_FACTORS, STAFF_ROLES } from "@atlas/core/actor";
import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { cities } from "./cities.ts";
import { databaseTime } from "./database-time.ts";

export const roleEnum = pgEnum("role", ROLES);

const createdAt = timestamp("created_at", { withTimezone: true }).notNull().default(databaseTime);
const updatedAt = timestamp("updated_at", { withTimezone: true }).notNull().default(databaseTime);

/** One person or service account. The columns up to `updatedAt` are those that Better Auth reads and writes. */
export const users = pgTable(
  "users",
  {
    id: uuid("id").primaryKey(),
    name: text("name").notNull(),
    email: text("email").notNull().unique(),
    emailVerified: boolean("email_verified").notNull().default(false),
    image: text("image"),
    createdAt,
    updatedAt,
    role: roleEnum("role").notNull(),
    cityId: text("city_id")
      .notNull()
      .references(() => cities.id),
    phone: text("phone"),
    locale: text("locale"),
    /** When the person had the account deleted: the row stays for the books, with nothing in it of theirs. */
    deletedAt: timestamp("deleted_at", { withTimezone: true }),
    /** Of the demo, with a password that others know; nobody signs in with it once the demo is off. */
    isDemo: boolean("is_demo").notNull().default(false),
    /** An operator's who has set up an authenticator app: a sign-in asks for its code. Better Auth's. */
    twoFactorEnabled: boolean("two_factor_enabled").notNull().default(false),
  },
  (table) => [
    index("users_role_idx").on(table.role, table.createdAt),
    // What `public.search_people` reads: a name from its first, second and third word, the address, the number without its country from
    // either end, the eight digits that pages show of an id, and what is inside of words.
    index("users_name_search_idx").on(sql`lower("left"(${table.name}, 100)) COLLATE "C"`),
    index("users_second_name_search_idx").on(
      sql`substring(lower("left"(${table.name}, 100)) from '^\\S+\\s+(.+)$') COLLATE "C"`,
    ),
    index("users_third_name_search_idx").on(
      sql`substring(lower("left"(${table.name}, 100)) from '^\\S+\\s+\\S+\\s+(.+)$') COLLATE "C"`,
    ),
    index("users_email_search_idx").on(sql`lower(${table.email}) COLLATE "C"`),
    index("users_phone_search_idx").on(
      sql`regexp_replace(regexp_replace("left"(${table.phone}, 40), '\\D', '', 'g'), '^0*(62)?0*', '') COLLATE "C"`,
    ),
    index("users_phone_end_search_idx").on(
      sql`reverse(regexp_replace("left"(${table.phone}, 40), '\\D', '', 'g')) COLLATE "C"`,
    ),
    index("users_short_id_idx").on(sql`"right"(${table.id}::text, 8) COLLATE "C"`),
    index("users_text_search_idx").using("gin", table.name.op("gin_trgm_ops"), table.email.op("gin_trgm_ops")),
  ],
);

/** What operators may do, in one city or in all: one row per role of a person. Without one an operator may do nothing. */
export const staffRoles = pgTable(
  "staff_roles",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    role: text("role", { enum: STAFF_ROLES }).notNull(),
    /** Null for all cities, and what belongs to none. */
    cityId: text("city_id").references(() => cities.id),
    grantedAt: timestamp("granted_at", { withTimezone: true }).notNull().default(databaseTime),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.role] }),
    // Who operates is decided for all cities.
    check("staff_roles_owner_of_all", sql`role <> 'owner' OR city_id IS NULL`),
    check(
      "staff_roles_role_known",
      sql`${table.role} IN ('viewer', 'support', 'dispatcher', 'finance', 'operations', 'owner')`,
    ),
  ],
);

export const sessions = pgTable(
  "sessions",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    token: text("token").notNull().unique(),
    expiresAt: timestamp("expires_at", { withTimezone: true }).notNull(),
    ipAddress: text("ip_address"),
    userAgent: text("user_agent"),
    /** Besides the password; null where that alone has opened it. */
    secondFactor: text("second_factor", { enum: SECOND_FACTORS }),
    createdAt,
    updatedAt,
  },
  (table) => [index("sessions_user_idx").on(table.userId), index("sessions_expires_idx").on(table.expiresAt)],
);

/** Sessions that are gone, however they ended, until what follows from it is done. A trigger writes them. */
export const endedSessions = pgTable(
  "ended_sessions",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id").notNull(),
    token: text("token").notNull(),
    endedAt: timestamp("ended_at", { withTimezone: true }).notNull().default(databaseTime),
  },
  (table) => [index("ended_sessions_user_idx").on(table.userId)],
);

/** How a user signs in (Better Auth's "account"; named apart from the ledger's accounts). */
export const credentials = pgTable(
  "credentials",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    accountId: text("account_id").notNull(),
    providerId: text("provider_id").notNull(),
    accessToken: text("access_token"),
    refreshToken: text("refresh_token"),
    accessTokenExpiresAt: timestamp("access_token_expires_at", { withTimezone: true }),
    refreshTokenExpiresAt: timestamp("refresh_token_expires_at", { withTimezone: true }),
    scope: text("scope"),
    idToken: text("id_token"),
    password: text("password"),
    createdAt,
    updatedAt,
  },
  (table) => [
    unique("credentials_provider_unique").on(table.providerId, table.accountId),
    index("credentials_user_idx").on(table.userId),
  ],
);

/** The authenticator app of an operator (Better Auth's "twoFactor"). */
export const authenticators = pgTable("authenticators", {
  id: uuid("id").primaryKey(),
  userId: uuid("user_id")
    .notNull()
    .unique()
    .references(() => users.id, { onDelete: "cascade" }),
  /** Encrypted with the gateways' secret. */
  secret: text("secret").notNull(),
  /** A JSON list of SHA-256; each is good once. */
  backupCodes: text("backup_codes").notNull(),
  /** Whether the person has given a code of it. */
  verified: boolean("verified").notNull().default(false),
  failedVerificationCount: integer("failed_verification_count").notNull().default(0),
  lockedUntil: timestamp("locked_until", { withTimezone: true }),
  createdAt,
});

/** A passkey of an operator (Better Auth's): what signs stays on a device of theirs. */
export const passkeys = pgTable(
  "passkeys",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** What the operator calls it. */
    name: text("name"),
    publicKey: text("public_key").notNull(),
    credentialID: text("credential_id").notNull().unique(),
    counter: integer("counter").notNull(),
    deviceType: text("device_type").notNull(),
    backedUp: boolean("backed_up").notNull(),
    transports: text("transports"),
    aaguid: text("aaguid"),
    createdAt,
  },
  (table) => [index("passkeys_user_idx").on(table.userId)],
);

export const verifications = pgTable("verifications", {
  id: uuid("id").primaryKey(),
  identifier: text("identifier").notNull(),
  value: text("value").notNull(),
  expiresAt: timestamp("expires_at", { withTimezone: true }).notNull(),
  createdAt,
  updatedAt,
});

/** What a sign-up says of the person, until its address is confirmed. */
export interface SignUpProfile {
  readonly name: string;
  readonly phone?: string | null | undefined;
  readonly image?: string | null | undefined;
  readonly locale?: string | null | undefined;
}

/** What waits for the owner of an e-mail address to say yes by a link. An account that is signed up for is only this until then. */
export const accountRequests = pgTable(
  "account_requests",
  {
    id: uuid("id").primaryKey(),
    kind: text("kind", { enum: ACCOUNT_REQUEST_KINDS }).notNull(),
    /** Whose yes counts. */
    email: text("email").notNull(),
    /** Whose account it is about; null while nobody has looked whether there is one. */
    userId: uuid("user_id").references(() => users.id, { onDelete: "cascade" }),
    /** Of a sign-up: the role, the person and the password's hash of the account to be. */
    role: text("role", { enum: SIGN_UP_ROLES }),
    profile: jsonb("profile").$type<SignUpProfile>(),
    passwordHash: text("password_hash"),
    createdAt,
    expiresAt: timestamp("expires_at", { withTimezone: true }).notNull(),
  },
  (table) => [
    index("account_requests_email_idx").on(table.email, table.kind, table.createdAt),
    index("account_requests_user_idx").on(table.userId),
    index("account_requests_expires_idx").on(table.expiresAt),
    // A role that can write a row cannot make an operator by it.
    check("account_requests_role_check", sql`${table.role} IN ('rider', 'driver')`),
  ],
);
