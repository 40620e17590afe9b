import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { serviceAreaSchema } from "@atlas/core/service-area";
import { buildCity, type BuiltCity, EmptyCityError } from "@atlas/city-builder/build-city";
import { fetchExtract, FetchError } from "@atlas/city-builder/fetch-extract";
import { ExtractError } from "@atlas/city-builder/osm/read-blobs";
import { readOsmPbf } from "@atlas/city-builder/osm/read-osm-pbf";
import { readPlacesFile } from "@atlas/city-builder/places/read-places-file";
import { createProgress } from "@atlas/city-builder/progress";
import { buildSchematicCity } from "@atlas/city-builder/schematic/build-schematic-city";
import { ROOT } from "@atlas/stack/paths";

const USAGE = `npm run city -- build <extract.osm.pbf> --id <id> [--name <name>] [--timezone Asia/Jakarta]
                     [--places <places.json[.gz]> …] [--area <service-area.geojson>] [--out data/cities]
npm run city -- schematic [--id jakarta] [--out data/cities]
npm run city -- fetch <url> [--out data/extracts]`;

class UsageError extends Error {}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      id: { type: "string" },
      name: { type: "string" },
      timezone: { type: "string", default: "Asia/Jakarta" },
      places: { type: "string", multiple: true, default: [] },
      area: { type: "string" },
      out: { type: "string" },
      attribution: { type: "string", default: "© OpenStreetMap contributors" },
    },
  });
  const [command, source] = positionals;
  const progress = createProgress(process.stdout);
  if (command === "fetch" && source !== undefined) {
    const dir = resolve(ROOT, values.out ?? join("data", "extracts"));
    const interrupted = new AbortController();
    process.once("SIGINT", () => interrupted.abort());
    const path = await progress.step("Download", (report) =>
      fetchExtract(source, { dir, onProgress: report, signal: interrupted.signal }),
    );
    console.log(`\n${path}\nNow: npm run city -- build ${path} --id <id> --name <name>`);
  } else if (command === "build" && source !== undefined && values.id !== undefined) {
    if (!/^[a-z0-9][a-z0-9-]*$/.test(values.id))
      throw new UsageError("--id takes lower-case letters, digits and dashes.");
    const morePlaces = (await Promise.all(values.places.map(readPlacesFile))).flat();
    const serviceArea =
      values.area === undefined
        ? undefined
        : serviceAreaSchema.parse(geometryOf(JSON.parse(await readFile(values.area, "utf8"))));
    const data = await progress.step("Extract", (report) => readOsmPbf(source, { onProgress: report }));
    const outDir = join(resolve(ROOT, values.out ?? join("data", "cities")), values.id);
    const built = await buildCity(data, {
      cityId: values.id,
      name: values.name ?? values.id,
      timezone: values.timezone,
      attribution: values.attribution,
      isSchematic: false,
      outDir,
      progress,
      morePlaces,
      serviceArea,
    });
    report(built);
  } else if (command === "schematic") {
    const cityId = values.id ?? "jakarta";
    const outDir = join(resolve(ROOT, values.out ?? join("data", "cities")), cityId);
    report(await buildSchematicCity({ cityId, outDir, progress }));
  } else {
    throw new UsageError(USAGE);
  }
}

/** A GeoJSON file may hold the geometry itself or one feature. */
function geometryOf(json: unknown): unknown {
  return typeof json === "object" && json !== null && "geometry" in json ? json.geometry : json;
}

function report({ segments, junctions, mainShare, places, tiles, bytes, warnings }: BuiltCity): void {
  const number = new Intl.NumberFormat("en");
  console.log(
    `\n${number.format(segments)} road segments, ${number.format(junctions)} junctions ` +
      `(${(mainShare * 100).toFixed(1)} % can reach each other), ${number.format(places)} places, ${number.format(tiles)} tiles`,
  );
  for (const [file, size] of Object.entries(bytes))
    console.log(`  ${file.padEnd(16)} ${number.format(Math.ceil(size / 1024))} kB`);
  for (const warning of warnings) console.warn(`Warning: ${warning}.`);
}

try {
  await main();
} catch (error) {
  const isExpected =
    error instanceof UsageError ||
    error instanceof ExtractError ||
    error instanceof FetchError ||
    error instanceof EmptyCityError ||
    (error instanceof Error && "code" in error);
  console.error(isExpected && error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
