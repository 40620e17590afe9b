/** A driver not heard of for this long is not matched any more. */
export const LEAVES_MATCHING_AFTER_MS = 30_000;

/** A driver not heard of for this long is not shown any more. */
export const LEAVES_MAP_AFTER_MS = 120_000;
