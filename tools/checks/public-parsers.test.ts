import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { ROOT } from "@atlas/stack/paths";
import { expect, test } from "vitest";

/** Where something from outside is read. */
const PLACES = ["packages/*/src", "apps/{gateway,worker}/src", "tools/stack"];
/** By their name, or by what they are given. */
const READER =
  /export (?:async )?function\*? (?:(?:parse|decode|unpack|read)[A-Z]\w*\(\s*\w+: (?:string|unknown|Uint8Array|Buffer|NodeJS\.ProcessEnv)\b|\w+\(\s*(?:header|body|frame|encoded|cookie): (?:string|unknown|Uint8Array|Buffer)\b)/g;
const NAME = /function\*? (\w+)/;

/** Reads what Atlas itself has made, and nothing that others can reach. */
const OWN: { readonly [name: string]: string } = {
  decodeFleetFrame: "what the gateway has sent to an operator's map",
  readSchematicFacts: "the facts of the schematic city, a folder of this repository",
  readSecret: "a secret that the stack has made, in its own folder",
  readStackFile: "what the stack has written about itself",
};

const sources = globSync(
  PLACES.map((place) => `${place}/**/*.ts`),
  { cwd: ROOT },
).filter(
  (file) => !file.includes("node_modules") && !file.startsWith("packages/ui/") && !file.startsWith("packages/faults/"),
);
const text = (file: string): string => readFileSync(join(ROOT, file), "utf8");
const packageOf = (file: string): string => file.split("/").slice(0, 2).join("/");

interface Reader {
  readonly file: string;
  readonly name: string;
}

function readersIn(file: string, source: string): Reader[] {
  return (source.match(READER) ?? []).map((line) => ({ file, name: NAME.exec(line)?.[1] ?? "" }));
}

const readers = sources.filter((file) => !file.endsWith(".test.ts")).flatMap((file) => readersIn(file, text(file)));
const trying = sources
  .filter((file) => file.endsWith(".test.ts"))
  .map((file) => ({ package: packageOf(file), text: text(file) }))
  .filter((one) => one.text.includes("tryParser("));

function isTried({ file, name }: Reader): boolean {
  const isNamed = new RegExp(`\\b${name}\\b`);
  return trying.some(
    (one) => one.package === packageOf(file) && one.text.includes(`/${basename(file)}"`) && isNamed.test(one.text),
  );
}

test("whatever reads something from outside is given hostile input by a test of its package", () => {
  expect(readers.length).toBeGreaterThan(20);
  expect(readers.filter((reader) => !(reader.name in OWN) && !isTried(reader))).toEqual([]);
});

test("a reader is known by its name or by what it is given, and one that nobody tries is found", () => {
  const planted = [
    "export function parseThing(text: string): Thing {",
    "export async function* readThings(bytes: Uint8Array): AsyncGenerator<Thing> {",
    "export function thingIn(header: string): Thing | null {",
    "export function readRows(db: Queryable): Promise<Row[]> {",
  ];
  const found = readersIn("packages/core/src/thing.ts", planted.join("\n"));
  expect(found.map(({ name }) => name)).toEqual(["parseThing", "readThings", "thingIn"]);
  expect(found.filter(isTried)).toEqual([]);
});

test("what counts as one's own is still there", () => {
  const names = new Set(readers.map(({ name }) => name));
  expect(Object.keys(OWN).filter((name) => !names.has(name))).toEqual([]);
});
