import { CITY_STAFF_ROLES, type CityRoles } from "@atlas/core/actor";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rowMarks } from "../count-rows.ts";
import { startTestGateway, type TestGateway, type TestUser } from "../test-gateway.ts";
import { addressedProcedures, addressedRoutes } from "./addressed.ts";
import { isAsExpected, NOBODYS } from "./check-line.ts";
import { EXAMPLES } from "./examples.ts";
import type { Rule } from "./policy.ts";
import { restRequest } from "./rest-request.ts";
import { Stage } from "./stage.ts";
import { type CallProcedure, type Outcome, overHttp, overRest, overSocket } from "./transports.ts";

/** An operator who is everything that one can be for a city. */
interface CityOperator extends TestUser {
  readonly call: CallProcedure;
}

let atlas: TestGateway;
let stage: Stage;
let insider: CityOperator;
let outsider: CityOperator;
let stored: () => Promise<Readonly<Record<string, string>>>;
const sockets: { close(): Promise<void> }[] = [];
beforeAll(async () => {
  atlas = await startTestGateway();
  stage = await Stage.set(atlas);
  stored = await rowMarks(atlas.db);
  insider = await operatorOf(atlas.cityId);
  outsider = await operatorOf(await stage.elsewhere());
});
afterAll(async () => {
  await Promise.all(sockets.map(async (socket) => socket.close()));
  await atlas[Symbol.asyncDispose]();
});

async function operatorOf(cityId: string): Promise<CityOperator> {
  const cityRoles: CityRoles = Object.fromEntries(CITY_STAFF_ROLES.map((role) => [role, cityId]));
  const user = await atlas.createUser("admin", { cityId, cityRoles });
  const socket = overSocket(atlas.url, user.token);
  sockets.push(socket);
  const http = overHttp(atlas.url, user.token);
  const call: CallProcedure = async (procedure, input) =>
    procedure.type === "subscription" ? await socket.call(procedure, input) : await http(procedure, input);
  return { ...user, call };
}

/** One line of the policy, as the two of them call it. */
interface CityLine {
  readonly key: string;
  readonly rule: Rule;
  readonly as: (operator: CityOperator, subject: string) => Promise<Outcome>;
}

function exampleOf(key: string): (typeof EXAMPLES)[string] {
  const example = EXAMPLES[key];
  if (example === undefined) throw new Error(`${key} has no example`);
  return example;
}

/** What belongs to no city. A view of a list is its operator's own, and another's is none to delete. */
const OF_NO_CITY: ReadonlySet<string> = new Set(["own", "shared", "view"]);
const NOT_THERE = /^(?:FORBIDDEN|.*NOT_FOUND)$/;

/** What an operator of another city must not get: what is refused looks like nothing, and what is not shows nothing. */
async function checkOutsider({ key, rule, as }: CityLine): Promise<string[]> {
  const subject = await exampleOf(key).subject(stage, "rider");
  const before = await stored();
  const outcome = await as(outsider, subject);
  const after = await stored();
  const isRefused = NOT_THERE.test(outcome.code);
  const wrong: string[] = [];
  if (rule.isOfAllCities === true) return outcome.code === "FORBIDDEN" ? [] : [`${outcome.code} instead of FORBIDDEN`];
  if (isRefused) {
    const changed = Object.keys(after).filter((table) => after[table] !== before[table]);
    wrong.push(...changed.map((table) => `a refused call has written to ${table}`));
    const none = rule.names === "city" || subject === "" ? outcome : await as(outsider, NOBODYS);
    if (none.code !== outcome.code || none.message !== outcome.message)
      wrong.push(`of another city is ${outcome.code} (${outcome.message}), none is ${none.code} (${none.message})`);
    return wrong;
  }
  const isOpen = rule.by === "anyone" || OF_NO_CITY.has(rule.names) || subject === "";
  if (!isOpen) return [`${outcome.code} about an object of another city`];
  if (rule.by === "anyone") return [];
  const theirs = [stage.rider.userId, stage.driver.userId, stage.rider.email, stage.driver.email, atlas.cityId];
  const seen = theirs.filter((secret) => outcome.said?.includes(secret) === true);
  return seen.map((secret) => `it shows ${secret}`);
}

/** The same call by an operator of the city is done, unless it takes a role for all cities. */
async function checkInsider({ key, rule, as }: CityLine): Promise<string[]> {
  const example = exampleOf(key);
  const holds = rule.by === "anyone" || (rule.by.includes("admin") && isForSome(rule));
  const expected = holds ? (rule.staff.admin ?? "allowed") : "FORBIDDEN";
  let outcome = await as(insider, await example.subject(stage, "rider"));
  // Some commands say so of what somebody has done before.
  if (outcome.code === "INVALID_INPUT") outcome = await as(insider, await example.subject(stage, "rider"));
  return isAsExpected(outcome, expected) ? [] : [`${outcome.code} (${outcome.message}) instead of ${expected}`];
}

function isForSome({ isOfAllCities, among }: Rule): boolean {
  return isOfAllCities !== true && CITY_STAFF_ROLES.some((role) => among.includes(role));
}

const procedures = addressedProcedures().map((procedure): CityLine & { readonly name: string } => ({
  name: procedure.key,
  key: procedure.key,
  rule: procedure.rule,
  as: async (operator, subject) =>
    operator.call(procedure, await exampleOf(procedure.key).input(subject, stage, operator.userId)),
}));
const routes = addressedRoutes().map(({ key, route, rule }): CityLine & { readonly name: string } => ({
  name: `${route.method} ${route.path} (${key})`,
  key,
  rule,
  as: async (operator, subject) => {
    const input = await exampleOf(key).input(subject, stage, operator.userId);
    return await overRest(atlas.url, operator.token, restRequest(route, input, subject));
  },
}));
const lines = [...procedures, ...routes].map((line) => [line.name, line] as const);

/** The commands of many lines are more than anybody sends in four seconds. */
async function forgetCommands(): Promise<void> {
  const senders = [insider, outsider, stage.clerk].map(({ userId }) => `atlas:limit:commands:${userId}`);
  await atlas.gateway.services.redis.del(...senders);
}

describe("an operator whose roles are for another city is refused, or sees nothing", () => {
  test.each(lines)("%s", async (_, line) => {
    const wrong = await checkOutsider(line);
    await forgetCommands();
    expect(wrong).toEqual([]);
  });
});

describe("an operator whose roles are for the city may what they may, but what belongs to no city", () => {
  test.each(lines)("%s", async (_, line) => {
    const wrong = await checkInsider(line);
    await forgetCommands();
    expect(wrong).toEqual([]);
  });
});

test("lists and searches without a city are of the operator's own, and none shows another", async () => {
  const orderId = await stage.settledOrder();
  const payoutId = await stage.requestedPayout();
  const { rider, driver } = stage;
  const found = async ({ rpc }: TestUser, query: string): Promise<readonly string[]> => {
    const { people, orders, vehicles } = await rpc.ops.search.query({ query });
    return [
      ...people.map(({ userId }) => userId),
      ...orders.map((order) => order.orderId),
      ...vehicles.map(({ driverId }) => driverId),
    ];
  };
  for (const [query, id] of [
    [orderId, orderId],
    [rider.userId, rider.userId],
    [rider.userId.slice(-8), rider.userId],
    [driver.email, driver.userId],
  ] as const) {
    expect(await found(insider, query)).toContain(id);
    expect(await found(outsider, query)).toEqual([]);
  }
  const listed = async ({ rpc }: TestUser): Promise<string> =>
    JSON.stringify([
      await rpc.ops.orders.query({}),
      await rpc.ops.drivers.query({}),
      await rpc.wallet.payouts.query({}),
      await rpc.wallet.cashDeskCustomers.query({ query: rider.email }),
    ]);
  const [inside, outside] = [await listed(insider), await listed(outsider)];
  for (const id of [orderId, driver.userId, payoutId, rider.userId]) {
    expect(inside).toContain(id);
    expect(outside).not.toContain(id);
  }
  expect((await insider.rpc.ops.orderTotals.query({})).count).toBeGreaterThan(0);
  expect((await outsider.rpc.ops.orderTotals.query({})).count).toBe(0);
});

test("what the installation has in its queues is not for operators of a city; their account says what they may there", async () => {
  expect(await insider.rpc.ops.overview.query({})).toMatchObject({ queues: null, outboxPending: null });
  expect(await stage.clerk.rpc.ops.overview.query({})).toMatchObject({ outboxPending: expect.any(Number) });
  const { permissions, staffRoles, cityRoles, city } = await insider.rpc.account.me.query();
  expect([staffRoles, cityRoles.finance, city.cityId]).toEqual([[], atlas.cityId, atlas.cityId]);
  expect(permissions).toEqual(expect.arrayContaining(["ops.read", "orders.refund", "payouts.decide"]));
  for (const permission of ["ledger.read", "staff.read", "audit.read", "system.read", "cities.create"] as const) {
    expect(permissions).not.toContain(permission);
  }
});
