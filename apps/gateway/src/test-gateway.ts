import { type KeyObject, randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AppRouter } from "@atlas/api/router";
import type { CityRoles, Role, StaffRole } from "@atlas/core/actor";
import type { LimitSettings } from "@atlas/core/overload/in-flight-limit";
import { connect, type Database, disconnect } from "@atlas/db/connect";
import { sessions, users } from "@atlas/db/schema/identity";
import { createTestDatabase } from "@atlas/db/test-database";
import type { PaymentsConfig } from "@atlas/ports/payments/payments-config";
import type { MailConfig } from "@atlas/ports/mail/mail-config";
import { writeHeldRoles } from "@atlas/services/identity/staff-role-rows";
import { LinkTokens } from "@atlas/services/identity/link-tokens";
import { vouchForUser } from "@atlas/services/identity/vouch-for-user";
import { registerDriver } from "@atlas/services/people/register-driver";
import { registerRider } from "@atlas/services/people/register-rider";
import { openCityAccounts } from "@atlas/services/ledger/post/open-accounts";
import { TEST_LINK_SECRET } from "@atlas/services/testing/do-job";
import { createTRPCClient, httpLink, type TRPCClient } from "@trpc/client";
import { type Logger, pino } from "pino";
import { v7 as uuidv7 } from "uuid";
import type { GatewayConfig } from "./config.ts";
import type { ConnectionLimits } from "./http/connection-limits.ts";
import { CALLER_LIMITS, type LimitsOfCallers } from "./overload/caller-limits.ts";
import { type Gateway, startGateway } from "./start-gateway.ts";
import { insertTestCity } from "./test-city.ts";

export interface TestUser {
  readonly userId: string;
  readonly email: string;
  readonly token: string;
  readonly rpc: TRPCClient<AppRouter>;
  /** A REST call with the user's bearer token; a text body is sent as it is. */
  readonly rest: (method: string, path: string, body?: unknown) => Promise<Response>;
}

/** A real gateway on a free port, with a database of its own and a city that no other test knows. */
export interface TestGateway extends AsyncDisposable {
  readonly url: string;
  readonly cityId: string;
  /** Of the owner: for what a test arranges and looks at. */
  readonly db: Database;
  readonly gateway: Gateway;
  readonly origins: { readonly web: string; readonly driver: string; readonly admin: string };
  /** One more gateway on the same servers, with what differs in its settings; it stops with the first. */
  readonly addGateway: (differing?: Partial<GatewayConfig>) => Promise<Gateway>;
  /** A user with a session, made without the sign-up. */
  /** Signed in. An operator is an owner unless the options say otherwise. */
  readonly createUser: (role: Role, options?: TestUserOptions) => Promise<TestUser>;
  /** An account with a password, as a sign-up and its link leave it. */
  readonly openAccount: (role: Role, person: TestPerson) => Promise<void>;
}

export interface TestPerson {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export interface TestGatewayOptions {
  readonly cityDir?: string;
  readonly isDemo?: boolean;
  readonly mail?: MailConfig;
  /** The test provider when left out. */
  readonly payments?: PaymentsConfig;
  readonly ledgerSigningKey?: KeyObject;
  readonly inFlight?: LimitSettings;
  readonly callers?: LimitsOfCallers;
  readonly connections?: Partial<ConnectionLimits>;
  /** Where the gateway finds the database, when not where the test does: a proxy before it. */
  readonly databaseThrough?: (databaseUrl: string) => Promise<string>;
  /** Where the gateway finds Redis: a proxy before it. */
  readonly redisUrl?: string;
  readonly log?: Logger;
  /** Where browsers would reach it. */
  readonly publicUrl?: string;
  /** What a proxy before it says in which header. */
  readonly clientIpHeader?: string;
  /** Called with the city before the gateway reads its folder. */
  readonly beforeStart?: (cityId: string) => Promise<void>;
}

/** All tests are of one address, and count in one Redis: what one file reads without a session must not refuse another's. */
const CALLERS: LimitsOfCallers = {
  ...CALLER_LIMITS,
  address: CALLER_LIMITS.address && { ...CALLER_LIMITS.address, readWeight: Number.MAX_SAFE_INTEGER },
};

/** Starts one; `ATLAS_TEST_DATABASE_URL` and `ATLAS_TEST_REDIS_URL` say where its servers are. */
export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  await using opened = new AsyncDisposableStack();
  const redisUrl = options.redisUrl ?? process.env["ATLAS_TEST_REDIS_URL"];
  if (redisUrl === undefined)
    throw new Error("ATLAS_TEST_REDIS_URL is not set; `npm test` starts a Redis and sets it.");
  const { url: databaseUrl } = opened.use(await createTestDatabase());
  const db = opened.adopt(connect(databaseUrl, { applicationName: "gateway-test", max: 3, role: null }), (pool) =>
    disconnect(pool),
  );
  const cityId = `gateway-${randomBytes(5).toString("hex")}`;
  await insertTestCity(db, cityId);
  await openCityAccounts(db, { cityId, currency: "IDR" });
  const origins = { web: "http://localhost:3000", driver: "http://localhost:3001", admin: "http://localhost:3002" };
  await options.beforeStart?.(cityId);
  const log = options.log ?? pino({ level: process.env["ATLAS_TEST_LOG_LEVEL"] ?? "silent" });
  const paymentsDir = join(tmpdir(), `${cityId}-payments`);
  opened.defer(() => rm(paymentsDir, { recursive: true, force: true }));
  const config = {
    databaseUrl: (await options.databaseThrough?.(databaseUrl)) ?? databaseUrl,
    redisUrl,
    queuePrefix: cityId,
    host: "127.0.0.1",
    port: 0,
    metricsPort: 0,
    metricsMaxAgeMs: 0,
    appUrls: origins,
    publicUrl: options.publicUrl ?? "http://localhost:8085",
    cityDir: options.cityDir ?? null,
    authSecret: "a secret that only this test knows, 32+ letters",
    linkSecret: TEST_LINK_SECRET,
    clientAddress: { header: options.clientIpHeader ?? null },
    logLevel: "silent",
    isDemo: options.isDemo ?? true,
    mail: options.mail ?? { smtp: null, dir: "" },
    payments: options.payments === undefined ? ({ provider: "test", dir: paymentsDir } as const) : options.payments,
    ledgerSigningKey: options.ledgerSigningKey ?? null,
    ...(options.inFlight === undefined ? {} : { inFlight: options.inFlight }),
    callers: options.callers ?? CALLERS,
    ...(options.connections === undefined ? {} : { connections: options.connections }),
  };
  const gateway = await startGateway(config, log);
  opened.defer(() => gateway.stop());
  const identity = { ...gateway.services, db, services: gateway.services, links: new LinkTokens(TEST_LINK_SECRET) };
  const resources = opened.move();
  return {
    url: gateway.url,
    cityId,
    db,
    gateway,
    origins,
    async addGateway(differing = {}) {
      const added = await startGateway({ ...config, ...differing }, log);
      resources.defer(() => added.stop());
      return added;
    },
    async openAccount(role, { name, email, password }) {
      const account = { email: email.toLowerCase(), password, role, profile: { name } };
      await vouchForUser(identity, account);
    },
    createUser: (role, { name = `Test ${role}`, cityId: home = cityId, cityRoles, staffRoles: roles } = {}) =>
      createUser({ db, gateway }, role, {
        name,
        cityId: home,
        cityRoles: cityRoles ?? {},
        staffRoles: roles ?? (cityRoles === undefined ? OWNER : []),
      }),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

const OWNER: readonly StaffRole[] = ["owner"];

export interface TestUserOptions {
  readonly name?: string;
  /** Where the account is; the gateway's own city when left out. */
  readonly cityId?: string;
  /** Of an operator, who is an owner when nothing is said. */
  readonly staffRoles?: readonly StaffRole[];
  readonly cityRoles?: CityRoles;
}

async function createUser(
  { db, gateway }: Pick<TestGateway, "db" | "gateway">,
  role: Role,
  { name, cityId, staffRoles: roles, cityRoles }: Required<TestUserOptions>,
): Promise<TestUser> {
  const userId = uuidv7();
  const token = randomBytes(24).toString("base64url");
  const email = `${role}-${userId}@example.test`;
  await db.transaction(async (tx) => {
    await tx.insert(users).values({ id: userId, name, email, role, cityId, emailVerified: role === "admin" });
    if (role === "admin") await writeHeldRoles(tx, { userId, roles, cityRoles, at: gateway.services.clock() });
    const expiresAt = new Date(gateway.services.clock().getTime() + 3_600_000);
    const secondFactor = role === "admin" ? "totp" : null;
    await tx.insert(sessions).values({ id: uuidv7(), userId, token, expiresAt, secondFactor });
    if (role === "rider") await registerRider(tx, gateway.services, { userId, cityId });
    if (role === "driver") await registerDriver(tx, gateway.services, { userId, cityId });
  });
  const authorization = `Bearer ${token}`;
  return {
    userId,
    email,
    token,
    rpc: createTRPCClient<AppRouter>({
      links: [httpLink({ url: `${gateway.url}/trpc`, headers: { authorization } })],
    }),
    rest: (method, path, body) =>
      fetch(`${gateway.url}${path}`, {
        method,
        headers: { authorization, ...(body === undefined ? {} : { "content-type": "application/json" }) },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      }),
  };
}
