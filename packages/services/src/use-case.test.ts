import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { expect, test } from "vitest";
import { z } from "zod";
import { useCase } from "./use-case.ts";

const rider: Actor = { userId: "0197a3c0-0000-7000-8000-000000000001", role: "rider" };
const admin: Actor = { userId: "0197a3c0-0000-7000-8000-000000000002", role: "admin", staffRoles: ["owner"] };

const timeline = useCase({
  kind: "report",
  permission: "orders.inspect",
  input: z.object({ orderId: z.string().optional() }),
  refusals: ["ORDER_NOT_FOUND"],
  run: async (_ctx: object, actor, { orderId }) => {
    if (orderId === "missing") throw new DomainError("ORDER_NOT_FOUND", "There is no such order.");
    return `${actor.role} reads ${orderId ?? "all"}`;
  },
});

test("a use case is done for those who hold its permission, and for nobody else", async () => {
  expect(await timeline({}, admin)).toBe("admin reads all");
  await expect(timeline({}, rider)).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(timeline({}, admin, { orderId: "missing" })).rejects.toMatchObject({ code: "ORDER_NOT_FOUND" });
});

test("an operator whose role is for one city is refused what is not kept to cities", async () => {
  const ofJakarta: Actor = { userId: admin.userId, role: "admin", cityRoles: { operations: "jakarta" } };
  await expect(timeline({}, ofJakarta)).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("what belongs to no city is not kept to one", () => {
  const definition = { kind: "query", permission: "staff.read", refusals: [], input: z.object({}) } as const;
  const run = async (): Promise<void> => {};
  expect(() => useCase({ ...definition, within: {}, run })).toThrow("staff.read is of all cities");
});

test("what anyone may call says of nothing that it is kept to a city, for it would not be", () => {
  const definition = { kind: "query", permission: "anyone", refusals: [], input: z.object({}) } as const;
  const run = async (): Promise<void> => {};
  expect(() => useCase({ ...definition, run })).not.toThrow();
  expect(() => useCase({ ...definition, within: {}, run })).toThrow("would not hold");
});

test("a use case with an idempotency key says what a repeat does, and one without does not", () => {
  const keyed = { kind: "command", permission: "ledger.post", isAudited: true, refusals: [] } as const;
  const run = async (): Promise<void> => {};
  const input = z.object({ idempotencyKey: z.string() });
  expect(() => useCase({ ...keyed, idempotency: "once" as const, input, run })).toThrow("idempotency");
  expect(() => useCase({ ...keyed, idempotency: "key" as const, input: z.object({}), run })).toThrow("idempotency");
});
