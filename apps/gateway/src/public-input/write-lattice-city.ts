import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PlaceRecord } from "@atlas/core/geocoding";
import { buildRoadGraph } from "@atlas/core/roads/build-road-graph";
import { encodeGraph } from "@atlas/core/roads/graph-file";
import type { RoadWay } from "@atlas/core/roads/road-network";

const SIZE = 100;
const SOUTH_E7 = -62_500_000;
const WEST_E7 = 1_067_500_000;
const BLOCK_E7 = 10_000;
const SYLLABLES = ["ka", "ba", "me", "ran", "ti", "mur", "su", "dir", "man", "sel", "pa", "jo"];

/** Writes a folder of a city whose streets are a lattice of 10,000 crossings, 11 km wide, and whose names are 6,000. */
export async function writeLatticeCity(cityDir: string, cityId: string): Promise<void> {
  const graph = buildRoadGraph({
    ways: Array.from({ length: SIZE }, (_, line) => [street(line, false), street(line, true)]).flat(),
    positionOf: (id) => ({
      latE7: SOUTH_E7 + Math.floor(id / SIZE) * BLOCK_E7,
      lngE7: WEST_E7 + (id % SIZE) * BLOCK_E7,
    }),
  });
  await mkdir(join(cityDir, cityId), { recursive: true });
  await writeFile(join(cityDir, cityId, "graph.bin"), encodeGraph(graph));
  await writeFile(join(cityDir, cityId, "places.json"), JSON.stringify(Array.from({ length: 6_000 }, place)));
}

function street(line: number, isNorthward: boolean): RoadWay {
  return {
    id: line * 2 + Number(isNorthward) + 1,
    nodeIds: Array.from({ length: SIZE }, (_, step) => (isNorthward ? step * SIZE + line : line * SIZE + step)),
    roadClass: "residential",
    direction: "both",
    name: `Jalan ${word(line)}`,
  };
}

function place(_: unknown, index: number): PlaceRecord {
  const name = `${word(index * 7)} ${word(index * 31 + 5)} ${word(index)}`;
  const at = { lat: (SOUTH_E7 + (index % 997) * 1_000) / 1e7, lng: (WEST_E7 + (index % 983) * 1_000) / 1e7 };
  return { name, kind: index % 10 === 0 ? "landmark" : "street", ...at, aliases: [word(index * 13)] };
}

function word(seed: number): string {
  const syllable = (divisor: number): string => SYLLABLES[Math.floor(seed / divisor) % SYLLABLES.length] ?? "ka";
  return syllable(1) + syllable(12) + syllable(144);
}
