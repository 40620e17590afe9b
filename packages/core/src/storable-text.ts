import { DomainError } from "./errors.ts";

/** Where a value stands in what a client sent: the keys from the value up to the whole. */
interface Node {
  readonly value: object;
  readonly key: string;
  readonly parent: Node | null;
}

/** Whether Postgres can hold the text: no U+0000, and no half of a surrogate pair. */
export function isStorableText(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}

/**
 * Refuses what a client sent when a string or a key anywhere in it cannot be stored, before any query is made with it. It walks parsed
 * JSON without recursion, however deep that is.
 * @throws DomainError INVALID_INPUT, which names the field
 */
export function refuseUnstorable(sent: unknown): void {
  if (typeof sent === "string" && !isStorableText(sent)) throw unstorable([]);
  const open: Node[] = isObject(sent) ? [{ value: sent, key: "", parent: null }] : [];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const isArray = Array.isArray(node.value);
    const parts: [string, unknown][] = Object.entries(node.value);
    for (const [key, value] of parts) {
      if (!isArray && !isStorableText(key)) throw unstorable(pathTo(node));
      if (typeof value === "string" && !isStorableText(value)) throw unstorable([...pathTo(node), key]);
      if (isObject(value)) open.push({ value, key, parent: node });
    }
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function pathTo(node: Node): string[] {
  const path: string[] = [];
  for (let at = node; at.parent !== null; at = at.parent) path.push(at.key);
  return path.reverse();
}

function unstorable(path: readonly string[]): DomainError {
  const where = path.length === 0 ? "" : `${path.slice(0, 8).join(".").slice(0, 200)}: `;
  return new DomainError(
    "INVALID_INPUT",
    `${where}A text has a character in it that cannot be stored, such as U+0000.`,
  );
}
