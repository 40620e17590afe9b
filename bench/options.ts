/** What the command line of the benchmarks may hold, as `parseArgs` takes it. */
export const BENCH_OPTIONS = {
  only: { type: "string" },
  json: { type: "string" },
  /** Of the floods those whose name contains one of these. */
  floods: { type: "string" },
} as const;
