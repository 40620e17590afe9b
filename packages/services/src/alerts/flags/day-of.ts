/** The day, for keys of alerts that are raised once a day. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}
