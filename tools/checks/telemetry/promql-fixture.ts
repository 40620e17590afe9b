const WORDS = new Set(["by", "without", "on", "ignoring", "group_left", "group_right", "offset", "bool"]);
const OPERATORS = new Set(["and", "or", "unless", "atan2"]);

/** The metrics and labels that a PromQL expression names. */
export interface Named {
  readonly metrics: readonly string[];
  readonly labels: readonly string[];
}

/** Reads an expression as far as names go; it need not be sound otherwise. */
export function namesIn(expression: string): Named {
  const labels: string[] = [];
  const bare = expression
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')
    .replaceAll(/\{([^}]*)\}/g, (_, matchers: string) => {
      labels.push(...[...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map((match) => match[1] ?? ""));
      return "";
    })
    .replaceAll(/\b(?:by|without|on|ignoring)\s*\(([^)]*)\)/g, (_, names: string) => {
      labels.push(...names.split(",").map((name) => name.trim()));
      return "";
    })
    .replaceAll(/\[[^\]]*\]/g, "")
    .replaceAll(/\boffset\s+\w+/g, "");
  const metrics = [...bare.matchAll(/[a-zA-Z_:][\w:]*(?!\w)(?!\s*\()/g)]
    .filter(({ index }) => !/[\d.]/.test(bare[index - 1] ?? ""))
    .map(([name]) => name)
    .filter((name) => !WORDS.has(name) && !OPERATORS.has(name));
  return { metrics: [...new Set(metrics)], labels: [...new Set(labels)] };
}
