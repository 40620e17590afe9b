/** What a list is filtered by, as its procedure takes it. */
export type Filter = Readonly<Record<string, string | number | boolean | readonly string[] | null | undefined>>;

/** The query of a list's file: the names of REST are snake_case, an amount without its `Minor`, and a list stands once for each value. */
export function queryOf(filter: Filter): string {
  const query = new URLSearchParams();
  for (const [field, value] of Object.entries(filter)) {
    if (value === undefined || value === null) continue;
    const name = field.replace(/Minor$/, "").replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    for (const each of Array.isArray(value) ? value : [value]) query.append(name, String(each));
  }
  return query.toString();
}
