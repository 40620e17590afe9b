/** Questions to the provider at once. */
const AT_ONCE = 5;

/** Asks about one after the other, a few at once; what comes of each, in their order. */
export async function askEach<Key, Found>(
  keys: readonly Key[],
  ask: (key: Key) => Promise<Found>,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (let first = 0; first < keys.length; first += AT_ONCE) {
    found.push(...(await Promise.all(keys.slice(first, first + AT_ONCE).map(ask))));
  }
  return found;
}
