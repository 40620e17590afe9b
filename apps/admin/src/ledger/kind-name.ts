/** The kind of a transfer or an account in words: `trip_fare` → `Trip fare`. Kinds are the ledger's terms, not translated. */
export function kindName(kind: string): string {
  const words = kind.replaceAll(/[_-]+/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
