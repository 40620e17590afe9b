/**
 * A reading that costs something, at most once in so long and never twice at a time, however many ask for it: who comes meanwhile has the
 * same one.
 */
export function collectOnce<T>(collect: () => Promise<T>, maxAgeMs: number): () => Promise<T> {
  let reading: Promise<T> | null = null;
  let untilMs = Number.NEGATIVE_INFINITY;
  return async () => {
    if (reading !== null && performance.now() < untilMs) return await reading;
    // While it is being read it does not grow old.
    untilMs = Number.POSITIVE_INFINITY;
    reading = collect();
    try {
      return await reading;
    } catch (error) {
      reading = null;
      throw error;
    } finally {
      untilMs = performance.now() + maxAgeMs;
    }
  };
}
