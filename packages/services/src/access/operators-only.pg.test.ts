import { afterAll, beforeAll, expect, test } from "vitest";
import { holdMoney } from "../ledger/post/hold.ts";
import { transferBatch } from "../ledger/post/transfer-batch.ts";
import { transferLinked } from "../ledger/post/transfer-linked.ts";
import { openTestWorld, type TestWorld } from "../testing/test-world.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const id = "0197a3c0-0000-7000-8000-000000000001";
const other = "0197a3c0-0000-7000-8000-000000000002";
const sides = { debitAccountId: id, creditAccountId: other, amountMinor: 1n };
const posting = { idempotencyKey: "key", reason: "why not" };

// What has an address is tried by the gateway's authorisation matrix.
test("batched transfers, which no address has, are not for riders, not for drivers", async () => {
  for (const role of ["rider", "driver"] as const) {
    const attempt = transferBatch(world.ctx, { userId: id, role }, [{ ...sides, ...posting }]);
    await expect(attempt).rejects.toMatchObject({ code: "FORBIDDEN" });
  }
});

test("a posting needs a key of the caller's, and a linked group at least one transfer", async () => {
  const { ctx, admin } = world;
  const unkeyed = holdMoney(ctx, admin, { userId: id, amountMinor: 1n, ...posting, idempotencyKey: " " });
  await expect(unkeyed).rejects.toMatchObject({ code: "IDEMPOTENCY_KEY_REQUIRED" });
  const empty = transferLinked(ctx, admin, { transfers: [], ...posting });
  await expect(empty).rejects.toMatchObject({ code: "INVALID_INPUT" });
});
