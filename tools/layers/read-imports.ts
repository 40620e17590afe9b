/** One import or re-export of a module. */
export interface ImportStatement {
  readonly specifier: string;
  /** Whether it vanishes when the types are stripped. */
  readonly isTypeOnly: boolean;
}

const STATEMENT = /^[ \t]*(?:import|export)\b([^;'"`]*?)\bfrom\s*["']([^"'\n]+)["']/gm;
const BARE = /^[ \t]*import\s*["']([^"'\n]+)["']/gm;
const DYNAMIC = /\b(?:import|require|import\.meta\.resolve)\(\s*["']([^"'\n]+)["']/g;

/** The modules that a source file names, found by pattern: this TypeScript offers no parser to call. */
export function readImports(source: string): ImportStatement[] {
  const statements = [...source.matchAll(STATEMENT)].map(([, clause = "", specifier = ""]) => ({
    specifier,
    isTypeOnly: isTypeClause(clause),
  }));
  const others = [...source.matchAll(BARE), ...source.matchAll(DYNAMIC)];
  return [...statements, ...others.map(([, specifier = ""]) => ({ specifier, isTypeOnly: false }))];
}

function isTypeClause(clause: string): boolean {
  const text = clause.trim();
  if (/^type\b(?!\s*,|\s+from\b)/.test(text)) return true;
  const named = /^\{([\s\S]*)\}$/.exec(text)?.[1];
  if (named === undefined) return false;
  const names = named.split(",").filter((name) => name.trim() !== "");
  return names.length > 0 && names.every((name) => /^\s*type\s/.test(name));
}
