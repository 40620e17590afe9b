import { type Actor, type Role, SYSTEM } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { connect, type Database, disconnect, type Transaction } from "@atlas/db/connect";
import { vehicles } from "@atlas/db/schema/drivers";
import { credentials, staffRoles, users } from "@atlas/db/schema/identity";
import { eq, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { JAKARTA, JAKARTA_TARIFFS } from "./jakarta.ts";
import { openCity } from "../cities/opening/open-city.ts";
import { DatabaseClock } from "../clock/database-clock.ts";
import type { EventPublisher, ServiceContext } from "../context.ts";
import { registerDriver } from "../people/register-driver.ts";
import { registerRider } from "../people/register-rider.ts";
import { creditWallet } from "../ledger/post/credit.ts";
import { PostingCollector } from "../ledger/post/posting-collector.ts";
import type { PostingContext } from "../ledger/post/posting-context.ts";
import { hashPassword } from "../identity/password-hash.ts";

/** How a demo account signs in. Known to everyone: never seed them where strangers come. */
export interface DemoAccount {
  readonly email: string;
  readonly password: string;
}

export interface DemoAccounts {
  readonly rider: DemoAccount;
  readonly driver: DemoAccount;
  readonly admin: DemoAccount;
  readonly service: DemoAccount;
}

interface DemoUser extends DemoAccount {
  readonly name: string;
  readonly role: Role;
  readonly phone: string | null;
}

const DEMO_USERS: { readonly [R in Role]: DemoUser } = {
  rider: {
    role: "rider",
    name: "Rani Rider",
    email: "rider@atlas.test",
    password: "rider-demo-1",
    phone: "+62 800 0000 01",
  },
  driver: {
    role: "driver",
    name: "Dimas Driver",
    email: "driver@atlas.test",
    password: "driver-demo-1",
    phone: "+62 800 0000 02",
  },
  admin: { role: "admin", name: "Ayu Admin", email: "admin@atlas.test", password: "admin-demo-1", phone: null },
  service: {
    role: "service",
    name: "Atlas Service",
    email: "service@atlas.test",
    password: "service-demo-1",
    phone: null,
  },
};

const RIDER_MONEY_MINOR = 1_000_000n;
const DRIVER_CREDIT_MINOR = 200_000n;

type SeedContext = Pick<ServiceContext, "db" | "clock" | "newId" | "events"> & PostingContext;

/** Puts the demo city and its accounts in place, as the owner of the database. Safe to repeat; what exists stays as it is. */
export async function seedDemo(databaseUrl: string): Promise<DemoAccounts> {
  const db = connect(databaseUrl, { applicationName: "atlas-seed", max: 2, role: null });
  try {
    await seedCity(db);
    await db.execute(sql`SELECT public.reopen_demo()`);
    using clock = await DatabaseClock.open({ db });
    const postings = new PostingCollector(db);
    return await seedDemoUsers({ db, clock: clock.now, newId: () => uuidv7(), events: SILENT, postings });
  } finally {
    await disconnect(db);
  }
}

/** The demo city with its tariffs and ledger accounts. Safe to repeat. */
export async function seedCity(db: Database): Promise<void> {
  using clock = await DatabaseClock.open({ db });
  const ctx = { clock: clock.now, newId: () => uuidv7() };
  const why = { by: SYSTEM, reason: "The city of the demo" };
  await db.transaction(async (tx) => openCity(tx, ctx, { city: JAKARTA, tariffs: JAKARTA_TARIFFS, ...why }));
}

/** One account of each role; the rider has money, the driver credit and a go-ride vehicle. Safe to repeat. */
export async function seedDemoUsers(ctx: SeedContext): Promise<DemoAccounts> {
  const { rider, driver, admin, service } = DEMO_USERS;
  const riderId = await seedUser(ctx, rider);
  const driverId = await seedUser(ctx, driver);
  await seedUser(ctx, admin);
  const operator = { userId: await seedUser(ctx, service), role: "service" as const };
  await ctx.db
    .insert(vehicles)
    .values({ id: ctx.newId(), driverId, vehicleType: "go-ride", plate: "B 1234 ATL", model: "Honda Vario 160" })
    .onConflictDoNothing();
  await giveOnce(ctx, operator, { userId: riderId, amountMinor: RIDER_MONEY_MINOR });
  await giveOnce(ctx, operator, { userId: driverId, amountMinor: DRIVER_CREDIT_MINOR });
  const account = ({ email, password }: DemoAccount): DemoAccount => ({ email, password });
  return { rider: account(rider), driver: account(driver), admin: account(admin), service: account(service) };
}

async function giveOnce(
  ctx: SeedContext,
  operator: Actor,
  gift: { readonly userId: string; readonly amountMinor: bigint },
): Promise<void> {
  try {
    await creditWallet(ctx, operator, { ...gift, idempotencyKey: `demo-${gift.userId}`, reason: "Demo money" });
  } catch (error) {
    // Given by an older Atlas, which gave another amount or called it otherwise.
    if (!(error instanceof DomainError && error.code === "IDEMPOTENCY_KEY_REUSED")) throw error;
  }
}

async function seedUser(ctx: SeedContext, user: DemoUser): Promise<string> {
  const password = await hashPassword(user.password);
  return await ctx.db.transaction(async (tx) => {
    const [known] = await tx.select({ id: users.id }).from(users).where(eq(users.email, user.email));
    const userId = known?.id ?? (await insertUser(tx, ctx, user));
    await givePassword(tx, ctx, { userId, password });
    const registration = { userId, cityId: JAKARTA.id };
    if (user.role === "admin") await tx.insert(staffRoles).values({ userId, role: "owner" }).onConflictDoNothing();
    if (user.role === "rider") await registerRider(tx, ctx, registration);
    if (user.role === "driver") await registerDriver(tx, ctx, registration);
    return userId;
  });
}

async function insertUser(tx: Transaction, ctx: SeedContext, user: DemoUser): Promise<string> {
  const { name, email, role, phone } = user;
  const id = ctx.newId();
  const account = { emailVerified: true, isDemo: true };
  await tx.insert(users).values({ id, name, email, role, phone, cityId: JAKARTA.id, ...account });
  return id;
}

/** Its password to an account that has none. */
async function givePassword(
  tx: Transaction,
  ctx: SeedContext,
  { userId, password }: { readonly userId: string; readonly password: string },
): Promise<void> {
  const credential = { id: ctx.newId(), userId, accountId: userId, providerId: "credential", password };
  await tx.insert(credentials).values(credential).onConflictDoNothing();
}

/** Nobody watches while a database is seeded. */
const SILENT: EventPublisher = {
  publish: () => {},
  wakeRelay: () => {},
};
