import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { damaged, damagedText, hostileBytes, hostileText } from "@atlas/faults/hostile-input";
import { LoopWatchdog } from "@atlas/faults/loop-watchdog";
import { tryParser } from "@atlas/faults/try-parser";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { readPlacesFile } from "../places/read-places-file.ts";
import { readBlobs } from "./read-blobs.ts";
import { readBlock } from "./read-block.ts";
import { readOsmPbf } from "./read-osm-pbf.ts";
import { writeOsmPbf } from "./write-osm-pbf.ts";

const watchdog = new LoopWatchdog();
const dir = mkdtempSync(join(tmpdir(), "atlas-hostile-"));
afterAll(() => {
  watchdog[Symbol.dispose]();
  rmSync(dir, { recursive: true });
});

const EXTRACT = {
  bounds: [106, -7, 107, -6],
  nodes: [
    { id: 1, at: [-6.2, 106.8], tags: { name: "Monas" } },
    { id: 2, at: [-6.3, 106.9] },
  ],
  ways: [{ id: 3, nodeIds: [1, 2], tags: { highway: "primary" } }],
  relations: [{ id: 4, members: [{ type: "way", id: 3, role: "outer" }], tags: { type: "boundary" } }],
} as const;
const extracts = (["dense", "plain"] as const).flatMap((nodes) =>
  (["raw", "zlib"] as const).map((compression) => writeOsmPbf(EXTRACT, { nodes, compression })),
);
const file = join(dir, "extract.osm.pbf");

async function blocks(): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  for (const extract of extracts) {
    writeFileSync(file, extract);
    for await (const { data } of readBlobs(file)) found.push(Uint8Array.from(data));
  }
  return found;
}

test("a block of an extract is read or refused", async () => {
  const nothing = (): void => {};
  const sink = { position: nothing, node: nothing, way: nothing, relation: nothing };
  await tryParser(watchdog, {
    inputs: fc.oneof(hostileBytes, damaged(fc.constantFrom(...(await blocks())))),
    parse: (bytes) => readBlock(bytes, sink),
  });
});

test("an extract is read or refused, whatever is in the file", async () => {
  await tryParser(watchdog, {
    inputs: fc.oneof(hostileBytes, damaged(fc.constantFrom(...extracts.map((bytes) => Uint8Array.from(bytes))))),
    async parse(bytes) {
      writeFileSync(file, bytes);
      await readOsmPbf(file);
    },
  });
});

test("a file of places is read or refused", async () => {
  const places = join(dir, "places.json");
  const valid = fc.constant(JSON.stringify([{ name: "Monas", lat: -6.1754, lng: 106.8272, kind: "landmark" }]));
  await tryParser(watchdog, {
    inputs: fc.oneof(hostileText, damagedText(valid)),
    async parse(text) {
      writeFileSync(places, text);
      expect(Array.isArray(await readPlacesFile(places))).toBe(true);
    },
  });
});
