import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BLOK_M, CONTRACT_ROADS, MONAS } from "@atlas/geography/testing/contract-roads";
import { type AdapterUnderTest, describeRoutingContract } from "@atlas/geography/testing/routing-contract";
import { startRoutingServerStub } from "@atlas/geography/testing/routing-server-stub";
import { recordValhalla } from "@atlas/geography/testing/valhalla-responses";
import { createValhallaRouting } from "@atlas/geography/valhalla-routing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeOsmPbf } from "../osm/write-osm-pbf.ts";
import { findValhalla } from "./find-valhalla.ts";
import { startValhalla } from "./start-valhalla.ts";

const folder = findValhalla();

const mayRecord = process.env["ATLAS_RECORD_VALHALLA"] === "1";

async function startAdapter(isRecorded: boolean): Promise<AdapterUnderTest> {
  if (folder === null) throw new Error("Valhalla is not installed");
  const workDir = await mkdtemp(join(tmpdir(), "atlas-valhalla-"));
  const extract = join(workDir, "contract.osm.pbf");
  await writeFile(extract, writeOsmPbf(CONTRACT_ROADS));
  const recording = recordValhalla(await startValhalla({ folder, extract, workDir }));
  const server = await startRoutingServerStub(recording.handler);
  return {
    provider: createValhallaRouting({ url: server.url }),
    close: async () => {
      await server.close();
      await rm(workDir, { recursive: true });
      if (isRecorded) await recording.write();
    },
  };
}

const state =
  folder === null ? "not installed: npm install --prefix .atlas/valhalla @valhallajs/valhallajs" : "installed";

describe.skipIf(folder === null)(`the real Valhalla (${state})`, () => {
  describeRoutingContract("it", () => startAdapter(mayRecord));

  describe("at its limits", () => {
    let adapter: AdapterUnderTest;
    beforeAll(async () => {
      adapter = await startAdapter(false);
    });
    afterAll(async () => {
      await adapter.close?.();
    });

    test("more pairs than it takes at once are asked for in parts", async () => {
      const origins = Array.from({ length: 60 }, () => MONAS);
      const destinations = Array.from({ length: 60 }, () => BLOK_M);
      const matrix = await adapter.provider.matrix(origins, destinations);
      expect(matrix.flat()).toHaveLength(3_600);
      expect(matrix.flat()).not.toContain(null);
    });

    test("a place farther than it measures has no route, which is no failure", async () => {
      const surabaya = { lat: -7.2575, lng: 112.7521 };
      await expect(adapter.provider.route(MONAS, surabaya)).rejects.toMatchObject({ code: "ROUTE_NOT_FOUND" });
      expect(await adapter.provider.etasTo(BLOK_M, [surabaya, BLOK_M])).toEqual([null, expect.anything()]);
    });
  });
});
