import { expect, test } from "vitest";
import { z } from "zod";
import { startTestGateway } from "../test-gateway.ts";

const changed = z.object({ change_id: z.uuid(), effective_from: z.iso.datetime() });

test("a setting that is changed through one gateway holds in another, which has read it before", async () => {
  await using atlas = await startTestGateway();
  const other = await atlas.addGateway();
  const admin = await atlas.createUser("admin");
  const radius = async (): Promise<number> => (await other.services.settings.get(atlas.cityId)).arrivalRadiusM;
  expect(await radius()).toBe(250);
  const body = { key: "arrivalRadiusM", value: 180, reason: "narrow streets" };
  const response = await admin.rest("POST", `/admin/cities/${atlas.cityId}/settings`, body);
  expect(response.status).toBe(200);
  const { change_id } = changed.parse(await response.json());
  await expect.poll(radius).toBe(180);
  const listed = await admin.rest("GET", `/admin/cities/${atlas.cityId}/settings`);
  expect(await listed.json()).toMatchObject({
    settings: expect.arrayContaining([
      { key: "arrivalRadiusM", unit: "m", min: 20, max: 2_000, default_value: 250, value: 180 },
    ]),
    changes: [{ change_id, key: "arrivalRadiusM", value: 180, reason: "narrow streets" }],
  });
});
