import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { z } from "zod";

import { type Layer, LAYERS } from "./layer-table.ts";
import { type ImportStatement, readImports } from "./read-imports.ts";

/** Tests and what only they use: contract suites, fixtures, test servers. */
export const TEST_FILE = /(\.test|-contract|-fixture)\.tsx?$|(^|\/)test-[^/]+\.ts$|(^|\/)testing\//;

const TESTING = /(^|\/)testing\//;

const names = z.record(z.string(), z.string()).optional();
const manifestSchema = z.object({
  name: z.string(),
  exports: z.record(z.string(), z.unknown()).optional(),
  dependencies: names,
  devDependencies: names,
  optionalDependencies: names,
});
type Manifest = z.output<typeof manifestSchema>;

interface Room {
  readonly root: string;
  readonly folder: string;
  readonly layer: Layer;
  readonly manifest: Manifest;
}

/** Every breach of the layer table below a repository's root, one sentence each. */
export function findViolations(root: string): string[] {
  const manifests = globSync(
    ["packages/*/package.json", "apps/*/package.json", "tools/*/package.json", "{e2e,bench}/package.json"],
    {
      cwd: root,
    },
  );
  return manifests.toSorted().flatMap((file) => {
    const folder = dirname(file);
    const layer = LAYERS[folder];
    if (layer === undefined) return [`${folder} is not in the layer table (tools/layers/layer-table.ts)`];
    const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(root, file), "utf8")));
    const room = { root, folder, layer, manifest };
    return [...manifestViolations(room), ...sourceViolations(room)];
  });
}

function manifestViolations({ folder, layer, manifest }: Room): string[] {
  const allowed = new Set([...layer.packages, ...(layer.typesOf ?? [])]);
  const declared = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
  const patterns = Object.keys(manifest.exports ?? {}).filter((path) => path.includes("*"));
  return [
    ...[...declared, ...Object.keys(manifest.devDependencies ?? {})]
      .filter((name) => name.startsWith("@atlas/") && !allowed.has(name))
      .map((name) => `${folder}/package.json depends on ${name}, which its layer may not`),
    ...declared
      .filter((name) => !name.startsWith("@atlas/") && layer.thirdParty?.includes(name) === false)
      .map((name) => `${folder}/package.json depends on ${name}, which its layer may not`),
    ...patterns.map((path) => `${folder}/package.json exports the pattern ${path}; list each public file`),
  ];
}

function sourceViolations(room: Room): string[] {
  const files = globSync("**/*.{ts,tsx,mts,mjs}", {
    cwd: join(room.root, room.folder),
    exclude: (path) => /(^|\/)(node_modules|\.next|public)$/.test(path),
  });
  return files.toSorted().flatMap((file) => {
    const source = readFileSync(join(room.root, room.folder, file), "utf8");
    return readImports(source).flatMap((statement) => {
      const fault = faultOf(room, file, statement);
      return fault === undefined ? [] : [`${room.folder}/${file} imports ${statement.specifier}: ${fault}`];
    });
  });
}

function faultOf(room: Room, file: string, statement: ImportStatement): string | undefined {
  const { specifier } = statement;
  const isTest = TEST_FILE.test(file);
  if (TESTING.test(specifier) && !isTest && !statement.isTypeOnly) return "only tests import what tests are made of";
  if (specifier.startsWith(".")) return relativeFault(room, file, specifier);
  if (specifier.startsWith("node:")) {
    const isForbidden = room.layer.mayUseNode === false && !isTest && !statement.isTypeOnly;
    return isForbidden ? "this layer does no input or output" : undefined;
  }
  const [name, path] = splitSpecifier(specifier);
  if (name === room.manifest.name) return "inside a package, import by relative path";
  if (name.startsWith("@atlas/")) return packageFault(room, name, path, statement);
  if (room.layer.thirdParty === undefined || isTest || room.layer.thirdParty.includes(name)) return undefined;
  const isDevelopmentConfig = /^[^/]+\.config\.ts$/.test(file);
  return isDevelopmentConfig ? undefined : "this third-party package is not for this layer";
}

function packageFault(room: Room, name: string, path: string, statement: ImportStatement): string | undefined {
  const { layer, manifest } = room;
  if (layer.typesOf?.includes(name) === true) {
    return statement.isTypeOnly ? undefined : "only types may come from there (`import type`)";
  }
  if (!layer.packages.includes(name)) return "nothing points back up";
  const files = layer.only?.[name];
  if (files !== undefined && !files.includes(path)) return `only ${files.join(", ")} of that package is for this layer`;
  const declared = { ...manifest.dependencies, ...manifest.devDependencies };
  return name in declared ? undefined : "its package.json does not declare that dependency";
}

function relativeFault(room: Room, file: string, specifier: string): string | undefined {
  const home = resolve(room.root, room.folder);
  const target = resolve(home, dirname(file), specifier);
  return relative(home, target).startsWith("..") && existsSync(home)
    ? "relative paths stay inside a package"
    : undefined;
}

function splitSpecifier(specifier: string): [name: string, path: string] {
  const parts = specifier.split("/");
  const length = specifier.startsWith("@") ? 2 : 1;
  return [parts.slice(0, length).join("/"), parts.slice(length).join("/")];
}
