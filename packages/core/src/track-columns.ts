/** Columns of a track hold degrees times this, as whole numbers: about a metre, as in a polyline of precision 5. */
export const DEGREE_SCALE = 100_000;
