/** What a client may do with connections before anybody knows who it is, and how many there may be. */
export interface ConnectionLimits {
  /** Until the head of a request must be there, from the first byte of it or from the connection. */
  readonly headMs: number;
  /** Until the whole request must be there. */
  readonly requestMs: number;
  /** How often the two are looked at. */
  readonly checkEveryMs: number;
  /** Connections of one address whose first request has not come whole. */
  readonly halfOpenPerAddress: number;
  /** Until a WebSocket must have said who it is. */
  readonly identifyMs: number;
  /** For so long a WebSocket that is one too many stays, unread, before it is refused: a loop goes no faster. */
  readonly refusedSocketMs: number;
  /** WebSockets of this gateway. */
  readonly sockets: number;
  /** What may wait in this process for a client of a WebSocket to read it; with more it is closed. */
  readonly unreadBytes: number;
}

/** Heads are a few kilobytes: on the slowest phone they come within two seconds. */
export const CONNECTION_LIMITS: ConnectionLimits = {
  headMs: 10_000,
  requestMs: 20_000,
  checkEveryMs: 1_000,
  halfOpenPerAddress: 1_024,
  identifyMs: 10_000,
  refusedSocketMs: 5_000,
  sockets: 20_000,
  unreadBytes: 16_777_216,
};
