// `npm run city -- build <extract.osm.pbf> --id jakarta`: a city's streets, places and map from an extract.
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { ParseArgsConfig } from "node:util";
import { serviceAreaSchema } from "@atlas/core/service-area";
import { buildCity, type BuiltCity, EmptyCityError } from "@atlas/city-builder/build-city";
import { fetchExtract, FetchError } from "@atlas/city-builder/fetch-extract";
import { ExtractError } from "@atlas/city-builder/osm/read-blobs";
import { readOsmPbf } from "@atlas/city-builder/osm/read-osm-pbf";
import { readPlacesFile } from "@atlas/city-builder/places/read-places-file";
import { createProgress } from "@atlas/city-builder/progress";
import { buildSchematicCity } from "@atlas/city-builder/schematic/build-schematic-city";
import { UserFixableError } from "@atlas/stack/user-fixable-error";
import { ROOT } from "@atlas/stack/paths";
import { type Command, runCommand, UsageError } from "./run-command.ts";

const COMMAND = {
  usage: `npm run city -- build <extract.osm.pbf> --id <id> [--name <name>] [--timezone Asia/Jakarta]
                      [--places <places.json[.gz]> …] [--area <service-area.geojson>] [--attribution <text>]
                      [--out data/cities]
       npm run city -- schematic [--id jakarta] [--out data/cities]
       npm run city -- fetch <url> [--out data/extracts]`,
  line: {
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
  },
} satisfies Command<ParseArgsConfig>;

interface Values {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly timezone: string;
  readonly places: readonly string[];
  readonly area?: string | undefined;
  readonly out?: string | undefined;
  readonly attribution: string;
}

const progress = createProgress(process.stdout);

await runCommand(COMMAND, async ({ values, positionals: [task, source] }) => {
  try {
    if (task === "fetch" && source !== undefined) await fetchTo(source, values);
    else if (task === "build" && source !== undefined && values.id !== undefined)
      await build(source, values.id, values);
    else if (task === "schematic") await drawSchematic(values);
    else throw new UsageError("Say what to do.");
    return 0;
  } catch (error) {
    if (isExpected(error)) throw new UserFixableError(error.message, { cause: error });
    throw error;
  }
});

async function fetchTo(url: string, { out = join("data", "extracts") }: Values): Promise<void> {
  const interrupted = new AbortController();
  process.once("SIGINT", () => interrupted.abort());
  const path = await progress.step("Download", (onProgress) =>
    fetchExtract(url, { dir: resolve(ROOT, out), onProgress, signal: interrupted.signal }),
  );
  console.log(`\n${path}\nNow: npm run city -- build ${path} --id <id> --name <name>`);
}

async function build(extract: string, id: string, values: Values): Promise<void> {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(id)) throw new UsageError("--id takes lower-case letters, digits and dashes.");
  const morePlaces = (await Promise.all(values.places.map(readPlacesFile))).flat();
  const serviceArea =
    values.area === undefined
      ? undefined
      : serviceAreaSchema.parse(geometryOf(JSON.parse(await readFile(values.area, "utf8"))));
  const data = await progress.step("Extract", (onProgress) => readOsmPbf(extract, { onProgress }));
  const built = await buildCity(data, {
    cityId: id,
    name: values.name ?? id,
    timezone: values.timezone,
    attribution: values.attribution,
    isSchematic: false,
    outDir: folderOf(id, values),
    progress,
    morePlaces,
    serviceArea,
  });
  report(built);
}

async function drawSchematic(values: Values): Promise<void> {
  const cityId = values.id ?? "jakarta";
  report(await buildSchematicCity({ cityId, outDir: folderOf(cityId, values), progress }));
}

function folderOf(cityId: string, { out = join("data", "cities") }: Values): string {
  return join(resolve(ROOT, out), cityId);
}

/** What is wrong with a file, a download or the disk, rather than with the program. */
function isExpected(error: unknown): error is Error {
  return (
    error instanceof ExtractError ||
    error instanceof FetchError ||
    error instanceof EmptyCityError ||
    (error instanceof Error && "code" in error)
  );
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
