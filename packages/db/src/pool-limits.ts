/** What the connections of one pool are for. It decides how many there are and how long anything on them may take. */
export type PoolUse =
  | "health"
  | "sessions"
  | "commands"
  | "views"
  | "reports"
  | "jobs"
  | "upkeep"
  | "batch"
  | "migration";

export interface PoolLimits {
  readonly connections: number;
  /** Until a query that found no free connection gives up; null waits. */
  readonly queueMs: number | null;
  readonly connectMs: number;
  readonly lockMs: number;
  readonly statementMs: number;
  /**
   * With a statement in progress and no byte received for this long, the connection is taken for dead and replaced. Longer
   * than `statementMs`: by then a live server has replied, if only that the statement took too long.
   */
  readonly silenceMs: number;
  readonly idleInTransactionMs: number;
  /**
   * All that ends a session whose client went silent between two messages of one statement: for Postgres it is neither idle
   * nor in progress, so that no other limit applies. For so long others wait for its locks.
   */
  readonly transactionMs: number;
  /** Until a connection that nobody uses is closed; null keeps it. */
  readonly idleMs: number | null;
}

/** The ledger's chain looks back over fifteen minutes for transfers that committed late: none may take longer. */
const MAX_TRANSACTION_MS = 600_000;

/** Clients learn within three seconds that a command cannot be served. */
const BRIEF = { queueMs: 1_000, connectMs: 2_000, idleInTransactionMs: 5_000, transactionMs: 10_000, idleMs: null };
/** Minutes of work with nothing to hear: such connections are not kept, so none can go silent unnoticed. */
const LONG = { queueMs: null, connectMs: 5_000, idleInTransactionMs: 30_000, idleMs: 5_000 };

export const POOL_LIMITS: { readonly [U in PoolUse]: PoolLimits } = {
  /** Probes: one question that takes no lock. */
  health: { ...BRIEF, connections: 1, lockMs: 500, statementMs: 700, silenceMs: 900 },
  /** Who is asking: session look-ups, sign-in and sign-up. */
  sessions: { ...BRIEF, connections: 5, lockMs: 1_000, statementMs: 1_500, silenceMs: 2_000 },
  /** What changes something while a client waits for it. */
  commands: { ...BRIEF, connections: 16, lockMs: 1_500, statementMs: 2_000, silenceMs: 2_300 },
  /** What pages show: single orders, offers, profiles, short lists, live updates. */
  views: { ...BRIEF, connections: 8, queueMs: 5_000, lockMs: 2_000, statementMs: 4_000, silenceMs: 5_000 },
  /** Long lists, exports, proofs of the ledger: a few at once, for as long as somebody would wait for a page. */
  reports: {
    ...LONG,
    connections: 3,
    queueMs: 30_000,
    lockMs: 5_000,
    statementMs: 60_000,
    silenceMs: 65_000,
    transactionMs: MAX_TRANSACTION_MS,
  },
  /** Jobs of the worker, which are tried again. */
  jobs: {
    ...BRIEF,
    connections: 20,
    queueMs: 10_000,
    lockMs: 3_000,
    statementMs: 5_000,
    silenceMs: 6_000,
    idleInTransactionMs: 10_000,
    transactionMs: 12_000,
  },
  /** Housekeeping over many rows. */
  upkeep: {
    ...LONG,
    connections: 3,
    queueMs: 30_000,
    lockMs: 10_000,
    statementMs: 60_000,
    silenceMs: 65_000,
    transactionMs: MAX_TRANSACTION_MS,
  },
  /** What a person starts and watches: commands, seeds, benchmarks. */
  batch: {
    ...LONG,
    connections: 4,
    lockMs: 60_000,
    statementMs: 3_600_000,
    silenceMs: 3_610_000,
    transactionMs: MAX_TRANSACTION_MS,
  },
  /** It writes no transfers, so it may take its time, but not while others stand behind it for a table. */
  migration: {
    ...LONG,
    connections: 1,
    lockMs: 10_000,
    statementMs: 3_600_000,
    silenceMs: 3_610_000,
    transactionMs: 3_600_000,
  },
};
