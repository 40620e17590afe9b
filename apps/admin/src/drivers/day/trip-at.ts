interface Spanned {
  readonly matchedAt: string | null;
  readonly endedAt: string | null;
}

/** The trip that a driver was on at a moment (epoch milliseconds); of a next one that was taken early, the running one. */
export function tripAt<Trip extends Spanned>(trips: readonly Trip[], atMs: number | null): Trip | undefined {
  if (atMs === null) return undefined;
  return trips.find(
    ({ matchedAt, endedAt }) =>
      matchedAt !== null && Date.parse(matchedAt) <= atMs && (endedAt === null || Date.parse(endedAt) > atMs),
  );
}
