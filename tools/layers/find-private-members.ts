import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { readImports } from "./read-imports.ts";

const SOURCES = ["{packages,apps}/**/*.{ts,tsx,mts,mjs}", "{tools,bench,e2e}/**/*.{ts,mjs}"];
const SKIPPED = /(^|\/)(node_modules|\.next|public)$/;

const COMMENT = /\/\*[\s\S]*?\*\/|(?:^|\s)\/\/.*$/gm;
const INSTEAD =
  "it changes without notice: use what the library documents, or patch it in patches/ with a decision page";

interface Rule {
  readonly pattern: RegExp;
  /** Files that may. */
  readonly except?: RegExp;
}

/** Where tRPC says which procedures a router has: nothing else that it publishes does. */
const LIST_PROCEDURES = /^packages\/api\/src\/list-procedures\.ts$/;
/** Journeys set the clock and the position of a page. */
const JOURNEYS = /^e2e\//;

const RULES: readonly Rule[] = [
  // A dot, or a name in braces: `socket._receiver`, `const { _receiver } = socket`, `{ readonly _receiver: … }`.
  { pattern: /(?<=[\w$\])?!]\s*)\.\s*_[A-Za-z]\w*/g, except: LIST_PROCEDURES },
  { pattern: /(?<=\{\s*(?:[\w$:\s,]*,\s*)?(?:readonly\s+)?)_[A-Za-z]\w*(?=\s*\??\s*[,:}])/g, except: LIST_PROCEDURES },
  { pattern: /\[\s*(["'`])_[A-Za-z]\w*\1\s*\]/g },
  { pattern: /\bReflect\.\w+\([^;]*?,\s*(["'`])_\w*\1/g },
  { pattern: /\bgetOwnPropertySymbols\(/g },
  { pattern: /\bas\s+(?:unknown|any|never)\s+as\b/g },
  // A library's class changed for everybody who uses it.
  {
    pattern: /\b(?:Object\.(?:assign|defineProperty)|Reflect\.(?:set|defineProperty))\(\s*\w+\.prototype\b/g,
    except: JOURNEYS,
  },
  // A file of an installed package by its path, as text or as parts for `join`.
  { pattern: /(["'`])[^"'`\n]*node_modules\/[^"'`\n]*\b(?:dist|lib|src|build|esm|cjs)\/[^"'`\n]*\1/g },
  { pattern: /"node_modules",(?:\s*"[^"]+",)+\s*"(?:dist|lib|src|build|esm|cjs)"/g },
];

/** Folders of a package that hold what it is built from, and no promise. */
const INNER_PATH = /^((?:@[^/]+\/)?[^/@.][^/]*)\/((?:[^/]+\/)*(?:dist|lib|src|build|esm|cjs|internals?)\/.+)$/;

/** Every place below a repository's root that reaches into a library past what it publishes, one sentence each. */
export function findPrivateMembers(root: string): string[] {
  return globSync(SOURCES, { cwd: root, exclude: (path) => SKIPPED.test(path) })
    .filter((file) => !file.startsWith("tools/layers/"))
    .toSorted()
    .flatMap((file) => {
      const source = readFileSync(join(root, file), "utf8");
      const text = source.replaceAll(COMMENT, (comment) => comment.replaceAll(/\S/g, " "));
      const members = RULES.filter(({ except }) => except?.test(file) !== true).flatMap(({ pattern }) =>
        [...text.matchAll(pattern)].map(({ 0: found, index }) => {
          const line = text.slice(0, index).split("\n").length;
          return `${file}:${line} reaches into a library with ${found.replaceAll(/\s+/g, " ")}: ${INSTEAD}`;
        }),
      );
      const inner = readImports(source).filter(({ specifier }) => isInner(specifier, join(root, file)));
      return [
        ...members,
        ...inner.map(({ specifier }) => `${file} imports ${specifier}, which its package does not export: ${INSTEAD}`),
      ];
    });
}

/** Whether it names a file inside a package that the package's `exports` do not list. */
function isInner(specifier: string, importer: string): boolean {
  const [, name, path] = INNER_PATH.exec(specifier) ?? [];
  if (name === undefined || path === undefined) return false;
  const exported = exportsOf(name, importer);
  return !exported.some((key) => key === `./${path}` || matchesPattern(key, `./${path}`));
}

/** The keys of the `exports` of an installed package; none where it has none, or is not installed. */
function exportsOf(name: string, importer: string): string[] {
  for (const folder of createRequire(importer).resolve.paths(name) ?? []) {
    const text = readOrNull(join(folder, name, "package.json"));
    if (text === null) continue;
    const { exports }: { readonly exports?: unknown } = JSON.parse(text);
    return typeof exports === "object" && exports !== null ? Object.keys(exports) : [];
  }
  return [];
}

function matchesPattern(key: string, path: string): boolean {
  const [before = "", after] = key.split("*");
  return after !== undefined && path.startsWith(before) && path.endsWith(after);
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
