import { knownDevices } from "@atlas/db/schema/devices";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { identityOf } from "../testing/identity-of.ts";
import { openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { requestPasswordReset } from "./ask-by-mail.ts";
import { resetPassword } from "./reset-password.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

test("a new password by a link makes no device known any more, and one that everybody uses leaves the link as it was", async () => {
  const { userId } = await world.addRider(0n);
  await world.identity.insert(knownDevices).values({ id: world.ctx.newId(), userId, tokenHash: "hash" });
  const devices = world.identity.select().from(knownDevices).where(eq(knownDevices.userId, userId));
  const ctx = identityOf(world);
  await requestPasswordReset(ctx, { email: `${userId}@example.test`, locale: "en" });
  await world.work();
  const [, token = ""] = /#token=(\S+)/.exec(world.mails.at(-1)?.text ?? "") ?? [];
  const common = resetPassword(ctx, { token, newPassword: "password1", locale: "en" });
  await expect(common).rejects.toEqual(expect.objectContaining({ code: "PASSWORD_TOO_COMMON" }));
  expect(await devices).toHaveLength(1);
  await resetPassword(ctx, { token, newPassword: "becak biru laut", locale: "en" });
  expect(await devices).toEqual([]);
});
