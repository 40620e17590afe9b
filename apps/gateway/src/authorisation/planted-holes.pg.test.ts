import { type Actor, SYSTEM } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { overview } from "@atlas/services/ops/overview";
import { getOrder } from "@atlas/services/orders/views/get-order";
import { useCase } from "@atlas/services/use-case";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway, type TestGateway } from "../test-gateway.ts";
import { addressedProcedures } from "./addressed.ts";
import type { Asker } from "./expected-outcome.ts";
import { checkLine } from "./check-line.ts";
import { POLICY } from "./policy.ts";
import { Stage } from "./stage.ts";

/** The contracts of what the holes are made in. */
const OVERVIEW = { kind: "report", input: overview.input, refusals: overview.refusals } as const;
const READ_ORDER = {
  kind: "query",
  permission: "orders.read",
  input: getOrder.input,
  refusals: getOrder.refusals,
} as const;

type Services = TestGateway["gateway"]["services"];

let atlas: TestGateway;
let stage: Stage;
let strangerId: string;
beforeAll(async () => {
  atlas = await startTestGateway();
  stage = await Stage.set(atlas);
  strangerId = (await atlas.createUser("rider")).userId;
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

/** What the matrix says of a use case that stands where the line's own should. */
async function findingsOf(
  key: string,
  call: (ctx: Services, actor: Actor | null, subject: string) => Promise<unknown>,
): Promise<string[]> {
  const rule = POLICY[key];
  if (rule === undefined) throw new Error(`the policy has no ${key}`);
  const askers: readonly (Asker & { readonly userId: string; readonly name: string })[] = [
    { name: "nobody", role: null, userId: strangerId },
    { name: "the rider", role: "rider", isOwn: true, userId: stage.rider.userId },
    { name: "another rider", role: "rider", isOwn: false, userId: strangerId },
    { name: "an operator", role: "admin", staffRole: "owner", userId: stage.clerk.userId },
  ];
  const callers = askers.map((asker) => ({ ...asker, asker }));
  return await checkLine(
    {
      rule,
      subjectOf: async () => stage.order("MATCHED"),
      stored: async () => ({}),
      transports: {
        directly: async ({ asker, userId }, subject) => {
          try {
            await call(atlas.gateway.services, actorOf(asker, userId), subject);
            return { code: "OK", message: "" };
          } catch (error) {
            if (!(error instanceof DomainError)) throw error;
            return { code: error.code, message: error.message };
          }
        },
      },
    },
    callers,
  );
}

test("nothing is said of what is as the policy has it", async () => {
  expect(await findingsOf("order.get", (ctx, actor, orderId) => getOrder(ctx, ...known(actor), { orderId }))).toEqual(
    [],
  );
});

test("a permission that is gone, or a wider one, is found", async () => {
  const forAnyone = useCase({ ...OVERVIEW, permission: "anyone", run: (ctx: Services) => overview(ctx, SYSTEM) });
  expect(await findingsOf("ops.overview", (ctx, actor) => forAnyone(ctx, actor))).toEqual([
    "nobody, directly: OK instead of UNAUTHENTICATED",
    "the rider, directly: OK instead of FORBIDDEN",
  ]);
  const forRiders = useCase({ ...OVERVIEW, permission: "orders.read", run: (ctx: Services) => overview(ctx, SYSTEM) });
  expect(await findingsOf("ops.overview", (ctx, actor) => forRiders(ctx, ...known(actor)))).toContain(
    "the rider, directly: OK instead of FORBIDDEN",
  );
});

test("an order that is returned to every caller is found", async () => {
  const unchecked = useCase({
    ...READ_ORDER,
    run: (ctx: Services, _actor, { orderId }) => getOrder(ctx, SYSTEM, { orderId }),
  });
  expect(
    await findingsOf("order.get", (ctx, actor, orderId) => unchecked(ctx, ...known(actor), { orderId })),
  ).toContain("another rider, directly: OK instead of ORDER_NOT_FOUND");
});

test("a refusal that tells somebody else's order from none is found", async () => {
  const revealing = useCase({
    ...READ_ORDER,
    run: async (ctx: Services, actor, { orderId }) => {
      const order = await getOrder(ctx, SYSTEM, { orderId });
      if (order.riderId !== actor.userId) throw new DomainError("ORDER_NOT_FOUND", "This order is not yours.");
      return order;
    },
  });
  expect(
    await findingsOf("order.get", (ctx, actor, orderId) => revealing(ctx, ...known(actor), { orderId })),
  ).toContain(
    "another rider, directly: somebody else's is ORDER_NOT_FOUND (This order is not yours.), none is ORDER_NOT_FOUND (There is no such order.)",
  );
});

test("a check of the owner that refuses the owner too is found", async () => {
  const closed = useCase({
    ...READ_ORDER,
    run: async () => Promise.reject(new DomainError("ORDER_NOT_FOUND", "There is no such order.")),
  });
  expect(await findingsOf("order.get", (ctx, actor, orderId) => closed(ctx, ...known(actor), { orderId }))).toEqual([
    "the rider, directly: ORDER_NOT_FOUND instead of allowed",
    "an operator, directly: ORDER_NOT_FOUND instead of allowed",
    "nobody's call succeeded: the example is no valid input",
  ]);
});

test("a procedure without a line says what to do", () => {
  const unknown = { path: "order.steal", type: "query", contract: getOrder } as const;
  expect(() => addressedProcedures([unknown])).toThrow(
    "order.steal has no line in apps/gateway/src/authorisation/policy.ts: say who may ask and whose objects it is about",
  );
});

function actorOf(asker: Asker, userId: string): Actor | null {
  if (asker.role === null) return null;
  return { userId, role: asker.role, ...(asker.role === "admin" ? { staffRoles: [asker.staffRole] } : {}) };
}

/** As the edges do it: who is nobody is refused by the use case. */
function known(actor: Actor | null): [Actor] {
  if (actor === null) throw new DomainError("UNAUTHENTICATED", "Sign in first.");
  return [actor];
}
