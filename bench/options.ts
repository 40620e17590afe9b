/** What the command line of the benchmarks may hold, as `parseArgs` takes it. */
export const BENCH_OPTIONS = { only: { type: "string" }, json: { type: "string" } } as const;
