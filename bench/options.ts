/** What the command line of the benchmarks may hold, as `parseArgs` takes it. */
export const BENCH_OPTIONS = {
  only: { type: "string" },
  json: { type: "string" },
  /** Of the floods those whose name contains one of these. */
  floods: { type: "string" },
  /** Of `admin-pages`: so many orders are filled in, or the URL of a database that `npm run fill` has filled. */
  orders: { type: "string" },
  filled: { type: "string" },
} as const;
