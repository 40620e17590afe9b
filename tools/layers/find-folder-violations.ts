import { posix } from "node:path";

import { findCircles } from "./find-circles.ts";
import { TEST_FILE } from "./find-violations.ts";
import { SERVICE_FOLDERS, SERVICES } from "./folder-table.ts";
import { type ImportGraph, readImportGraph } from "./import-graph.ts";

type FolderTable = Readonly<Record<string, readonly string[]>>;

/** The files beside the folders. */
const GROUND = ".";

/**
 * Every breach of the table of folders in services, types too, one sentence each. Tests, and the `testing` folders with what
 * tests are made of, import what they like.
 */
export function findFolderViolations(root: string, table: FolderTable = SERVICE_FOLDERS): string[] {
  const files = readImportGraph(root, SERVICES);
  const folders = foldersOf(files);
  return [
    ...[...files].flatMap(([file, targets]) =>
      [...targets].flatMap((target) => {
        const fault = isTest(file) ? undefined : faultOf(table, folderOf(file), target);
        return fault === undefined ? [] : [`${file} imports ${target}: ${fault}`];
      }),
    ),
    ...Object.entries(table).flatMap(([folder, allowed]) =>
      allowed
        .filter((target) => !folders.get(folder)?.has(target))
        .map((target) => `the folder table lets ${folder} import ${target}, and no file there does`),
    ),
    ...circlesOf(folders, "folders").concat(circlesOf(contextsOf(folders), "contexts")),
  ];
}

function faultOf(table: FolderTable, from: string, target: string): string | undefined {
  const to = folderOf(target);
  if (from === to || to === GROUND) return undefined;
  const allowed = table[from];
  if (allowed === undefined) return `${from} is not in the folder table (folder-table.ts)`;
  return allowed.includes(to) ? undefined : `${from} may not import ${to}`;
}

/** Which folders each folder imports, tests aside. */
function foldersOf(files: ImportGraph): ImportGraph {
  return joined(files, (file) => (isTest(file) ? null : folderOf(file)));
}

/** The same with the folders of a context taken as one. */
function contextsOf(folders: ImportGraph): ImportGraph {
  return joined(folders, (folder) => folder.split("/")[0] ?? folder);
}

function joined(graph: ImportGraph, groupOf: (node: string) => string | null): ImportGraph {
  const groups = new Map<string, Set<string>>();
  for (const [node, targets] of graph) {
    const group = groupOf(node);
    if (group === null) continue;
    const known = groups.get(group) ?? new Set();
    for (const target of targets) {
      const other = groupOf(target);
      if (other !== null && other !== group) known.add(other);
    }
    groups.set(group, known);
  }
  return groups;
}

function circlesOf(graph: ImportGraph, what: string): string[] {
  return findCircles(graph).map(
    (circle) => `${what} of services import in a circle: ${[...circle, circle[0]].join(" → ")}`,
  );
}

function folderOf(file: string): string {
  return posix.relative(SERVICES, posix.dirname(file)) || GROUND;
}

function isTest(file: string): boolean {
  return TEST_FILE.test(file);
}
