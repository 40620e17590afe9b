import { randomBytes } from "node:crypto";
import { STAFF_ROLES } from "@atlas/core/actor";
import { sessions } from "@atlas/db/schema/identity";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rowMarks } from "../count-rows.ts";
import { startTestGateway, type TestGateway } from "../test-gateway.ts";
import { addressedProcedures, addressedRoutes } from "./addressed.ts";
import { EXAMPLES } from "./examples.ts";
import { type Caller, checkLine, type Line } from "./check-line.ts";
import { POLICY } from "./policy.ts";
import { restRequest } from "./rest-request.ts";
import { Stage } from "./stage.ts";
import { type CallProcedure, overHttp, overRest, overSocket } from "./transports.ts";

interface Cast extends Caller {
  readonly token: string | null;
  readonly http: CallProcedure;
  readonly socket: ReturnType<typeof overSocket>;
}

let atlas: TestGateway;
let stage: Stage;
let cast: readonly Cast[];
let stored: Line["stored"];
beforeAll(async () => {
  atlas = await startTestGateway();
  stage = await Stage.set(atlas);
  stored = await rowMarks(atlas.db);
  const [stranger, otherDriver, service] = await Promise.all([
    atlas.createUser("rider"),
    atlas.createUser("driver"),
    atlas.createUser("service"),
  ]);
  const staff = await Promise.all(
    STAFF_ROLES.map(async (staffRole) => {
      const user = await atlas.createUser("admin", { staffRoles: [staffRole] });
      return { ...user, name: `an operator (${staffRole})`, asker: { role: "admin", staffRole } } as const;
    }),
  );
  const nobody = { asker: { role: null }, userId: stranger.userId } as const;
  const callers: (Caller & { token: string | null })[] = [
    { ...nobody, name: "nobody", token: null },
    { ...nobody, name: "somebody with a token of nobody", token: randomBytes(24).toString("base64url") },
    { ...nobody, name: "the owner, whose session has ended", token: await endedSession(stage.rider.userId) },
    { ...nobody, name: "somebody who is blocked, with a session made since", token: await blockedSession() },
    { ...stage.rider, name: "the rider", asker: { role: "rider", isOwn: true } },
    { ...stranger, name: "another rider", asker: { role: "rider", isOwn: false } },
    { ...stage.driver, name: "the driver", asker: { role: "driver", isOwn: true } },
    { ...otherDriver, name: "another driver", asker: { role: "driver", isOwn: false } },
    ...staff,
    { ...service, name: "a service account", asker: { role: "service" } },
  ];
  cast = callers.map((caller) => ({
    ...caller,
    http: overHttp(atlas.url, caller.token),
    socket: overSocket(atlas.url, caller.token),
  }));
});
afterAll(async () => {
  await Promise.all(cast.map(async ({ socket }) => socket.close()));
  await atlas[Symbol.asyncDispose]();
});

async function endedSession(userId: string): Promise<string> {
  return await makeSession(userId, -1_000);
}

async function blockedSession(): Promise<string> {
  const { userId } = await atlas.createUser("rider");
  await stage.clerk.rpc.people.restrict.mutate({ userId, kind: "block", reason: "a test" });
  return await makeSession(userId, 3_600_000);
}

async function makeSession(userId: string, forMs: number): Promise<string> {
  const { newId, clock } = atlas.gateway.services;
  const token = randomBytes(24).toString("base64url");
  const expiresAt = new Date(clock().getTime() + forMs);
  await atlas.db.insert(sessions).values({ id: newId(), userId, token, expiresAt, secondFactor: "totp" });
  return token;
}

function castOf({ name }: Caller): Cast {
  const found = cast.find((one) => one.name === name);
  if (found === undefined) throw new Error(`${name} is not in the cast`);
  return found;
}

/** The commands of a line are more than anybody sends in four seconds. */
async function forgetCommands(): Promise<void> {
  const senders = [...cast, stage.clerk].map(({ userId }) => `atlas:limit:commands:${userId}`);
  await atlas.gateway.services.redis.del(...senders);
}

const exampleOf = (key: string): (typeof EXAMPLES)[string] => {
  const example = EXAMPLES[key];
  if (example === undefined) throw new Error(`${key} has no example in apps/gateway/src/authorisation/examples.ts`);
  return example;
};

const procedures = addressedProcedures();
const routes = addressedRoutes();

test("every line of the policy is of a procedure or a route, and has an example", () => {
  const keys = new Set([...procedures, ...routes].map(({ key }) => key));
  expect(Object.keys(POLICY).toSorted()).toEqual([...keys].toSorted());
  expect(Object.keys(EXAMPLES).toSorted()).toEqual(Object.keys(POLICY).toSorted());
});

describe("as everybody, over HTTP and WebSocket", () => {
  test.each(procedures.map((procedure) => [procedure.key, procedure] as const))("%s", async (key, procedure) => {
    const example = exampleOf(key);
    const wrong = await checkLine(
      {
        rule: procedure.rule,
        endsWith: example.endsWith,
        subjectOf: async (party) => example.subject(stage, party),
        stored,
        transports: {
          ...(procedure.type === "subscription"
            ? {}
            : {
                HTTP: async (caller, subject) =>
                  castOf(caller).http(procedure, await example.input(subject, stage, caller.userId)),
              }),
          WebSocket: async (caller, subject) =>
            castOf(caller).socket.call(procedure, await example.input(subject, stage, caller.userId)),
        },
      },
      cast,
    );
    await forgetCommands();
    expect(wrong).toEqual([]);
  });
});

test.each(procedures.filter(({ type }) => type === "subscription").map((one) => [one.key, one] as const))(
  "%s is for nobody over HTTP, where it would go on after its session",
  async (key, procedure) => {
    const subject = await exampleOf(key).subject(stage, "rider");
    for (const { http, userId } of cast) {
      const input = await exampleOf(key).input(subject, stage, userId);
      expect(await http(procedure, input)).toMatchObject({ code: "MALFORMED_REQUEST" });
    }
  },
);

describe("as everybody, over REST", () => {
  test.each(routes.map((one) => [`${one.route.method} ${one.route.path} (${one.key})`, one] as const))(
    "%s",
    async (_, { key, route, rule }) => {
      const example = exampleOf(key);
      const wrong = await checkLine(
        {
          rule,
          endsWith: example.endsWith,
          subjectOf: async (party) => example.subject(stage, party),
          stored,
          transports: {
            REST: async (caller, subject) => {
              const input = await example.input(subject, stage, caller.userId);
              return await overRest(atlas.url, castOf(caller).token, restRequest(route, input, subject));
            },
          },
        },
        cast,
      );
      await forgetCommands();
      expect(wrong).toEqual([]);
    },
  );
});
