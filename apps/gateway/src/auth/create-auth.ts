import type { Role, SecondFactor } from "@atlas/core/actor";
import type { Database } from "@atlas/db/connect";
import { authenticators, credentials, passkeys, sessions, users, verifications } from "@atlas/db/schema/identity";
import type { ServiceContext } from "@atlas/services/context";
import { drizzleAdapter } from "@better-auth/drizzle-adapter";
import { passkey } from "@better-auth/passkey";
import { APIError, betterAuth } from "better-auth";
import { bearer, twoFactor } from "better-auth/plugins";
import type { AppName } from "../origins.ts";
import { sweepEndedSessions } from "@atlas/services/ops/sweep-ended-sessions";
import { hashPassword, isPasswordOf } from "@atlas/services/identity/password-hash";
import { findRestriction, toRestrictionView } from "@atlas/services/standing/restriction";
import { drawBackupCodes, hashBackupCodes } from "./backup-codes.ts";
import { isOfDemo } from "./is-of-demo.ts";
import { openAccount } from "./open-account.ts";
import { secretVersions } from "./secret-versions.ts";
import { SESSION_S, type SessionCookie, sessionCookieOf } from "./session-cookie.ts";
import type { SessionEnds } from "./session-ends.ts";

const REFRESH_AFTER_S = 24 * 3_600;

/** Who may sign in where. */
const ROLES_OF_APP: { readonly [App in AppName]: readonly Role[] } = {
  web: ["rider"],
  driver: ["driver"],
  admin: ["admin", "service"],
};

const APP_TITLES: { readonly [App in AppName]: string } = {
  web: "the rider app",
  driver: "the driver app",
  admin: "the admin app",
};

/** What a session that is made at the end of a path was opened with, besides the password. */
const FACTOR_OF_PATH: { readonly [path: string]: SecondFactor } = {
  "/two-factor/verify-totp": "totp",
  "/two-factor/verify-backup-code": "backup-code",
  "/passkey/verify-authentication": "passkey",
  "/passkey/verify-registration": "passkey",
};

/** Wrong codes after which an account takes none for a while: only people who know its password get so far. */
const MAX_WRONG_CODES = 10;
const LOCKED_S = 900;

/** Better Auth for one of the apps: its own path and cookie, the same users. */
export interface AppAuth {
  readonly handle: (request: Request) => Promise<Response>;
  readonly cookie: SessionCookie;
  /** Where its pages come from. */
  readonly ownOrigin: string;
}

export interface AuthOptions {
  readonly app: AppName;
  readonly services: ServiceContext;
  /** Acts as `atlas_identity`. */
  readonly db: Database;
  readonly sessionEnds: SessionEnds;
  readonly secret: string;
  /** What authenticators were encrypted with before. */
  readonly formerSecret?: string;
  readonly publicUrl: string;
  readonly trustedOrigins: readonly string[];
  readonly clientIpHeader: string;
}

/** Signing in by e-mail and password, of operators with a second factor; sessions by cookie and bearer token. */
export function createAuth(options: AuthOptions): AppAuth {
  const { app, services } = options;
  const identity = { ...services, db: options.db };
  const roles = ROLES_OF_APP[app];
  const cookie = sessionCookieOf(app, options.publicUrl);
  const ownOrigin = options.trustedOrigins[0] ?? options.publicUrl;
  const auth = betterAuth({
    appName: "Atlas",
    secrets: secretVersions(options.secret, options.formerSecret),
    baseURL: options.publicUrl,
    basePath: `/auth/${app}`,
    trustedOrigins: [...options.trustedOrigins],
    telemetry: { enabled: false },
    // Its spans would carry the words of database errors, and with them what was typed.
    experimental: { instrumentation: { enabled: false } },
    logger: {
      level: "error",
      log: (level, message) => services.log[level === "error" ? "error" : "warn"]({ app }, `auth: ${message}`),
    },
    database: drizzleAdapter(options.db, {
      provider: "pg",
      transaction: true,
      schema: {
        user: users,
        session: sessions,
        account: credentials,
        verification: verifications,
        twoFactor: authenticators,
        passkey: passkeys,
      },
    }),
    emailAndPassword: {
      enabled: true,
      // Accounts come of a link that was mailed (`account-routes.ts`).
      disableSignUp: true,
      password: {
        hash: hashPassword,
        verify: async ({ hash, password }) => isPasswordOf(hash, password),
      },
    },
    session: {
      expiresIn: SESSION_S,
      updateAge: REFRESH_AFTER_S,
      additionalFields: { secondFactor: { type: "string", required: false, input: false } },
    },
    user: {
      additionalFields: {
        role: { type: "string", required: false, input: false },
        cityId: { type: "string", required: false, input: false },
        phone: { type: "string", required: false, input: true },
        locale: { type: "string", required: false, input: true },
      },
    },
    // Bugs and refusals of our own reach the gateway's one error handler.
    onAPIError: { throw: true },
    // The gateway limits sign-ins itself, per address and per account (`sign-in-limit.ts`).
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: cookie.prefix,
      // Better Auth's own prefix for TLS is the weaker `__Secure-`.
      useSecureCookies: false,
      defaultCookieAttributes: { secure: cookie.isSecure },
      // Better Auth would switch it off under a test runner.
      disableOriginCheck: false,
      database: { generateId: () => services.newId() },
      ipAddress: { ipAddressHeaders: [options.clientIpHeader] },
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session, context) => {
            const user: unknown = await context?.context.internalAdapter.findUserById(session.userId);
            if (!hasRole(user, roles)) {
              throw new APIError("FORBIDDEN", {
                code: "WRONG_APP",
                message: `This account is not for ${APP_TITLES[app]}. Sign in to the app that you signed up with.`,
              });
            }
            // The accounts of a demo that is over were closed; whatever has opened one again since, nobody signs in with it.
            if (!services.isDemo && (await isOfDemo(identity.db, session.userId))) {
              throw new APIError("UNAUTHORIZED", {
                code: "INVALID_EMAIL_OR_PASSWORD",
                message: "Invalid email or password",
              });
            }
            const restriction = await findRestriction(identity.db, session.userId);
            if (restriction?.kind === "block") {
              throw new APIError("FORBIDDEN", {
                ...toRestrictionView(restriction),
                code: "ACCOUNT_BLOCKED",
                message: "This account is blocked.",
              });
            }
            const now = services.clock();
            const secondFactor = FACTOR_OF_PATH[context?.path ?? ""] ?? null;
            return { data: { ...session, secondFactor, createdAt: now, updatedAt: now } };
          },
          // Safe to repeat, so a sign-up that was cut short here is completed by the next sign-in.
          after: (session) => openAccount(identity, session.userId),
        },
        delete: {
          after: async (session) => {
            options.sessionEnds.end(session.token);
            // What fails here is done by the worker's sweeper.
            await sweepEndedSessions(services, session.userId).catch((err: unknown) =>
              services.log.warn({ err }, "what follows from the end of a session was left to the sweeper"),
            );
          },
        },
      },
    },
    plugins: app === "admin" ? [bearer(), authenticatorApp(), passkeysOf(ownOrigin)] : [bearer()],
  });
  return {
    handle: (request) => auth.handler(request),
    cookie,
    ownOrigin,
  };
}

/** A code of an app on the operator's phone, asked for after the password. No browser is trusted to go without. */
function authenticatorApp(): ReturnType<typeof twoFactor> {
  return twoFactor({
    issuer: "Atlas",
    accountLockout: { enabled: true, maxFailedAttempts: MAX_WRONG_CODES, durationSeconds: LOCKED_S },
    backupCodeOptions: {
      customBackupCodesGenerate: drawBackupCodes,
      storeBackupCodes: { encrypt: async (codes) => hashBackupCodes(codes), decrypt: async (kept) => kept },
    },
  });
}

/** Passkeys of the admin app's address. They ask for a fingerprint, a face or a PIN, or count for nothing: they stand for both factors. */
function passkeysOf(ownOrigin: string): ReturnType<typeof passkey> {
  return passkey({
    rpName: "Atlas",
    rpID: new URL(ownOrigin).hostname,
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    registration: {
      afterVerification: ({ verification }) => requireVerified(verification.registrationInfo?.userVerified),
    },
    authentication: {
      afterVerification: ({ verification }) => requireVerified(verification.authenticationInfo.userVerified),
    },
  });
}

function requireVerified(isVerified: boolean | undefined): void {
  if (isVerified === true) return;
  throw new APIError("FORBIDDEN", { code: "FORBIDDEN", message: "The passkey has not made sure of its owner." });
}

function hasRole(user: unknown, roles: readonly Role[]): boolean {
  return typeof user === "object" && user !== null && "role" in user && roles.some((role) => role === user.role);
}
