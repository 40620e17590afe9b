import { createWSClient, createTRPCUntypedClient, httpLink, TRPCClientError, wsLink } from "@trpc/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { startTestGateway, type TestGateway, type TestUser } from "./test-gateway.ts";

const NUL = "a\0b";
const HALF = "x\ud83d";
const ID = "0199d3a0-6c1e-7000-8000-00000000dead";
const PLACE = { lat: -6.2, lng: 106.8 };
const restError = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
const rpcError = z.object({ atlasCode: z.string(), httpStatus: z.number() });

type Who = "nobody" | "rider" | "driver" | "service";

let atlas: TestGateway;
let users: Readonly<Record<Exclude<Who, "nobody">, TestUser>>;

beforeAll(async () => {
  atlas = await startTestGateway();
  const [rider, driver, service] = await Promise.all([
    atlas.createUser("rider"),
    atlas.createUser("driver"),
    atlas.createUser("service"),
  ]);
  users = { rider, driver, service };
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

function tokenOf(who: Who): string | null {
  return who === "nobody" ? null : users[who].token;
}

interface Call {
  readonly type: "query" | "mutation";
  readonly by: Who;
  readonly path: string;
  readonly field: string;
  readonly input: (text: string) => Record<string, unknown>;
}

const CALLS: readonly Call[] = [
  { type: "query", by: "nobody", path: "city.get", field: "cityId", input: (cityId) => ({ cityId }) },
  {
    type: "mutation",
    by: "rider",
    path: "order.cancel",
    field: "reason",
    input: (reason) => ({ orderId: ID, reason }),
  },
  {
    type: "mutation",
    by: "rider",
    path: "order.rate",
    field: "comment",
    input: (comment) => ({ orderId: ID, stars: 5, comment }),
  },
  { type: "mutation", by: "rider", path: "order.create", field: "note", input: (note) => ({ quoteId: ID, note }) },
  {
    type: "mutation",
    by: "rider",
    path: "order.quote",
    field: "pickup.label",
    input: (label) => ({ pickup: { ...PLACE, label }, dropoff: PLACE }),
  },
  {
    type: "mutation",
    by: "rider",
    path: "wallet.topUp",
    field: "idempotencyKey",
    input: (key) => ({ amountMinor: "1000", idempotencyKey: `long enough ${key}` }),
  },
  {
    type: "mutation",
    by: "driver",
    path: "driver.saveVehicle",
    field: "plate",
    input: (plate) => ({ plate, model: "Vario", vehicleType: "bike" }),
  },
  { type: "query", by: "service", path: "ops.drivers", field: "search", input: (search) => ({ search }) },
  {
    type: "mutation",
    by: "service",
    path: "wallet.credit",
    field: "referenceId",
    input: (referenceId) => ({ userId: ID, amountMinor: "1000", referenceId }),
  },
];

async function refusalOf(call: Promise<unknown>): Promise<readonly unknown[]> {
  const error: unknown = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TRPCClientError)) throw error;
  const { atlasCode, httpStatus } = rpcError.parse(error.data);
  return [httpStatus, atlasCode, error.message];
}

describe.each([
  ["U+0000", NUL],
  ["half a surrogate pair", HALF],
])("%s is refused at the edge, and the field is named", (_what, text) => {
  test.each(CALLS.map((call) => [call.path, call] as const))("%s over HTTP", async (path, call) => {
    const token = tokenOf(call.by);
    const client = createTRPCUntypedClient({
      links: [
        httpLink({ url: `${atlas.url}/trpc`, headers: token === null ? {} : { authorization: `Bearer ${token}` } }),
      ],
    });
    expect(await refusalOf(client[call.type](path, call.input(text)))).toEqual(refused(call.field));
  });

  test.each(CALLS.map((call) => [call.path, call] as const))("%s over a socket", async (path, call) => {
    const token = tokenOf(call.by);
    const socket = createWSClient({
      url: `${atlas.url.replace("http", "ws")}/trpc`,
      ...(token === null ? {} : { connectionParams: { token } }),
    });
    const client = createTRPCUntypedClient({ links: [wsLink({ client: socket })] });
    expect(await refusalOf(client[call.type](path, call.input(text)))).toEqual(refused(call.field));
    await socket.close();
  });

  test.each([
    ["POST", "/wallet/credit", "reference_id", { user_id: ID, amount: 1_000, reference_id: text }],
    ["POST", "/customer/order", "vehicle_type", { user_id: ID, vehicle_type: text }],
    ["POST", "/driver/location", "note", { user_id: ID, latitude: 1, longitude: 1, timestamp: 0, note: text }],
    ["POST", `/admin/ledger/accounts/${ID}/freeze`, "reason", { reason: text }],
  ])("%s %s", async (method, path, field, body) => {
    const response = await users.service.rest(method, path, body);
    const { error } = restError.parse(await response.json());
    expect([response.status, error.code, error.message]).toEqual(refused(field));
  });

  test.each([
    ["sign-up/email", { name: text, email: "a@example.test", password: "correct horse" }, "name"],
    ["sign-in/email", { email: `${text}@example.test`, password: "correct horse" }, "email"],
    ["sign-in/email", { email: "a@example.test", password: text.repeat(8) }, "password"],
    ["update-user", { name: text }, "name"],
  ])("/auth/web/%s %j", async (path, body, field) => {
    const response = await users.rider.rest("POST", `/auth/web/${path}`, body);
    const { error } = restError.parse(await response.json());
    expect([response.status, error.code, error.message]).toEqual(refused(field));
  });
});

test("a form in the place of JSON is not read by the auth routes", async () => {
  const response = await fetch(`${atlas.url}/auth/web/update-user`, {
    method: "POST",
    headers: { authorization: `Bearer ${users.rider.token}`, "content-type": "application/x-www-form-urlencoded" },
    body: "name=a%00b",
  });
  expect([response.status, restError.parse(await response.json()).error.code]).toEqual([400, "MALFORMED_REQUEST"]);
});

describe("U+0000 in an address", () => {
  test.each([
    ["/admin/ledger/transfers?cursor=%00", "cursor"],
    ["/drivers/nearby?lat=%00&lng=1", "lat"],
    ["/auth/web/get-session?x=%00", "x"],
    ["/wallet/balance?user_id=a%00", "user_id"],
  ])("%s", async (path, field) => {
    const response = await users.service.rest("GET", path);
    const { error } = restError.parse(await response.json());
    expect([response.status, error.code, error.message]).toEqual(refused(field));
  });

  test.each(["/cities/a%00/basemap.pmtiles", "/admin/ledger/accounts/%00", "/docs/%00"])("%s", async (path) => {
    const response = await users.service.rest("GET", path);
    expect([response.status, restError.parse(await response.json()).error.code]).toEqual([400, "INVALID_INPUT"]);
  });
});

test("a socket whose token has U+0000 in it is nobody's, not an error", async () => {
  const socket = createWSClient({ url: `${atlas.url.replace("http", "ws")}/trpc`, connectionParams: { token: NUL } });
  const client = createTRPCUntypedClient({ links: [wsLink({ client: socket })] });
  expect((await refusalOf(client.query("account.me"))).slice(0, 2)).toEqual([401, "UNAUTHENTICATED"]);
  await socket.close();
});

describe("names that every object has", () => {
  test.each(["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"])("%s is nothing", async (name) => {
    for (const path of [`/docs/${name}`, `/cities/${name}/basemap.pmtiles`, `/${name}`, `/auth/${name}/get-session`]) {
      expect([path, (await fetch(`${atlas.url}${path}`)).status]).toEqual([path, 404]);
    }
    const client = createTRPCUntypedClient({ links: [httpLink({ url: `${atlas.url}/trpc` })] });
    expect((await refusalOf(client.query("city.get", { cityId: name }))).slice(0, 2)).toEqual([404, "CITY_NOT_FOUND"]);
    expect((await refusalOf(client.query(name))).slice(0, 2)).toEqual([404, "NOT_FOUND"]);
    expect((await refusalOf(client.query(`city.${name}`))).slice(0, 2)).toEqual([404, "NOT_FOUND"]);
  });
});

function refused(field: string): readonly unknown[] {
  return [400, "INVALID_INPUT", expect.stringMatching(new RegExp(`^${field.replace(".", String.raw`\.`)}: `))];
}
