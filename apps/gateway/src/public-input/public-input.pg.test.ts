import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listProcedures } from "@atlas/api/list-procedures";
import { LoopWatchdog } from "@atlas/faults/loop-watchdog";
import { offers } from "@atlas/db/schema/orders";
import { createTRPCUntypedClient, createWSClient, httpLink, TRPCClientError, wsLink } from "@trpc/client";
import fc from "fast-check";
import { afterAll, beforeAll, describe, test } from "vitest";
import { z } from "zod";
import { startTestGateway, type TestGateway, type TestUser } from "../test-gateway.ts";
import { type ExtremeOptions, extremeValue, type JsonSchema, jsonSchema } from "./extreme-value.ts";
import { writeLatticeCity } from "./write-lattice-city.ts";

const SEED = 20_261_129;
const RUNS = Number(process.env["ATLAS_INPUT_RUNS"] ?? 12);
const JOURNEY = { pickup_long: 106.8272, pickup_lat: -6.1754, dropoff_long: 106.8228, dropoff_lat: -6.1924 };
const HOUR_MS = 3_600_000;
const TIMEOUT_MS = 20_000 + RUNS * 500;
/** Everything is to be looked at, and not refused for its number. */
const unlimited = { address: null, person: null, staff: null, service: null };

const refusalSchema = z.object({ httpStatus: z.number() });
const parameterSchema = z.object({
  name: z.string(),
  in: z.enum(["query", "path", "header"]),
  required: z.boolean().default(false),
  schema: jsonSchema,
});
const operationSchema = z.object({
  parameters: z.array(parameterSchema).default([]),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: jsonSchema })) }).optional(),
});
const openApiSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.object({ schemas: z.record(z.string(), jsonSchema) }),
});

const procedures = listProcedures().map(({ path, type, contract: { input } }) => ({ path, type, input }));
const pathsOf = (type: string): string[] => procedures.filter((one) => one.type === type).map(({ path }) => path);

let atlas: TestGateway;
let cityDir: string;
let callers: Readonly<Record<"rider" | "driver" | "service", TestUser>>;
let ids: ExtremeOptions["ids"];
const watchdog = new LoopWatchdog();

beforeAll(async () => {
  cityDir = await mkdtemp(join(tmpdir(), "atlas-city-"));
  atlas = await startTestGateway({
    callers: unlimited,
    cityDir,
    beforeStart: (cityId) => writeLatticeCity(cityDir, cityId),
  });
  const [rider, driver, service] = await Promise.all([
    atlas.createUser("rider"),
    atlas.createUser("driver"),
    atlas.createUser("service"),
  ]);
  callers = { rider, driver, service };
  const credit = { user_id: rider.userId, amount: 500_000, reference_id: "opening" };
  await service.rest("POST", "/wallet/credit", credit);
  const ordered = await rider.rest("POST", "/customer/order", { user_id: rider.userId, ...JOURNEY });
  const orderId = z.object({ order_id: z.uuid() }).parse(await ordered.json()).order_id;
  const offerId = await offerTo(driver.userId, orderId);
  ids = {
    rider: [rider.userId],
    user: [rider.userId, driver.userId],
    driver: [driver.userId],
    passenger: [rider.userId],
    order: [orderId],
    offer: [offerId],
  };
});
afterAll(async () => {
  watchdog[Symbol.dispose]();
  await atlas[Symbol.asyncDispose]();
  await rm(cityDir, { recursive: true });
});

/** Lets the driver ask for directions to the order. */
async function offerTo(driverId: string, orderId: string): Promise<string> {
  const { newId, clock } = atlas.gateway.services;
  const offeredAt = clock();
  const id = newId();
  const expiresAt = new Date(offeredAt.getTime() + HOUR_MS);
  const offer = { id, orderId, driverId, round: 0, status: "PENDING", offeredAt, expiresAt } as const;
  await atlas.db.insert(offers).values({ ...offer, pickupDistanceM: 100, pickupEtaS: 60 });
  return id;
}

/** Calls with `input` until it returns or refuses; what is no refusal of the caller's fails. */
async function checkCall(call: () => Promise<unknown>): Promise<void> {
  await watchdog.watch(async () => {
    try {
      await call();
    } catch (error) {
      if (!(error instanceof TRPCClientError)) throw error;
      const { httpStatus } = refusalSchema.parse(error.data);
      if (httpStatus >= 500) throw error;
    }
  });
}

async function forEveryInput(schema: z.ZodType | undefined, check: (input: unknown) => Promise<void>): Promise<void> {
  const shape = schema && jsonSchema.parse(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
  const inputs = shape === undefined ? fc.constant(undefined) : extremeValue(shape, { ids });
  await fc.assert(fc.asyncProperty(inputs, check), { seed: SEED, numRuns: shape === undefined ? 1 : RUNS });
}

describe("no public input holds the event loop or is a bug", { timeout: TIMEOUT_MS }, () => {
  describe.each(["rider", "driver", "service"] as const)("queries of a %s", (who) => {
    test.each(pathsOf("query"))("%s", async (path) => {
      const client = createTRPCUntypedClient({
        links: [httpLink({ url: `${atlas.url}/trpc`, headers: { authorization: `Bearer ${callers[who].token}` } })],
      });
      const schema = procedures.find((one) => one.path === path)?.input;
      await forEveryInput(schema, async (input) => checkCall(async () => client.query(path, input)));
    });
  });

  // Service accounts may do what riders, drivers and operators may, and their commands are not counted.
  test.each(pathsOf("mutation"))("command %s", async (path) => {
    const client = createTRPCUntypedClient({
      links: [httpLink({ url: `${atlas.url}/trpc`, headers: { authorization: `Bearer ${callers.service.token}` } })],
    });
    const schema = procedures.find((one) => one.path === path)?.input;
    await forEveryInput(schema, async (input) => checkCall(async () => client.mutation(path, input)));
  });

  test.each(pathsOf("subscription"))("subscription %s", async (path) => {
    const socket = createWSClient({
      url: `${atlas.url.replace("http", "ws")}/trpc`,
      connectionParams: { token: callers.driver.token },
    });
    const client = createTRPCUntypedClient({ links: [wsLink({ client: socket })] });
    const firstValue = async (input: unknown): Promise<void> =>
      new Promise((resolve, reject) => {
        const running = client.subscription(path, input, {
          onData: () => (running.unsubscribe(), resolve()),
          onError: reject,
          onComplete: resolve,
        });
      });
    const schema = procedures.find((one) => one.path === path)?.input;
    await forEveryInput(schema, async (input) => checkCall(async () => firstValue(input)));
    await socket.close();
  });

  test("every REST route", async () => {
    const description = openApiSchema.parse(await (await fetch(`${atlas.url}/openapi.json`)).json());
    const resolve = (ref: string): JsonSchema => description.components.schemas[ref.split("/").at(-1) ?? ""] ?? {};
    for (const [path, methods] of Object.entries(description.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        const request = extremeRequest(operation, { ids, resolve });
        await fc.assert(
          fc.asyncProperty(request, async ({ parameters, body }) => {
            await watchdog.watch(async () => {
              const response = await callers.service.rest(
                method.toUpperCase(),
                fill(path, operation, parameters),
                body,
              );
              const text = await response.text();
              if (response.status >= 500) throw new Error(`${method} ${path}: ${text}`);
            });
          }),
          { seed: SEED, numRuns: RUNS },
        );
      }
    }
  });
});

type Operation = z.output<typeof operationSchema>;

interface ExtremeRequest {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

function extremeRequest(operation: Operation, options: ExtremeOptions): fc.Arbitrary<ExtremeRequest> {
  const named = operation.parameters.map(({ name, schema }): [string, fc.Arbitrary<unknown>] => [
    name,
    extremeValue(schema, options, name),
  ]);
  const requiredKeys = operation.parameters.filter(({ required }) => required).map(({ name }) => name);
  const content = Object.values(operation.requestBody?.content ?? {})[0];
  return fc.record({
    parameters: fc.record(Object.fromEntries(named), { requiredKeys }),
    body: content === undefined ? fc.constant(undefined) : extremeValue(content.schema, options),
  });
}

function fill(path: string, operation: Operation, values: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  let filled = path;
  for (const { name, in: place } of operation.parameters) {
    const value = values[name];
    if (value === undefined || place === "header") continue;
    if (place === "path") filled = filled.replace(`{${name}}`, encodeURIComponent(textOf(value)));
    else query.append(name, textOf(value));
  }
  return query.size === 0 ? filled : `${filled}?${query.toString()}`;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
