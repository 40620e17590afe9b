/** Where somebody is signed in, as the gateway lists it. */
export interface OwnSession {
  readonly sessionId: string;
  readonly browser: string | null;
  readonly system: string | null;
  readonly address: string | null;
  /** ISO-8601 */
  readonly signedInAt: string;
  /** ISO-8601 */
  readonly lastSeenAt: string;
  readonly isThisOne: boolean;
}

/** What the sections of an account ask the gateway for; each app hands in its own client's calls. */
export interface AccountCalls {
  readonly sessions: () => Promise<{ readonly items: readonly OwnSession[] }>;
  readonly endSession: (input: { readonly sessionId: string; readonly password: string }) => Promise<unknown>;
  readonly signOutElsewhere: (input: { readonly password: string }) => Promise<unknown>;
}

/** Of riders and drivers, who made their account themselves. */
export type DeleteAccount = (input: {
  readonly password: string;
  readonly forfeitsBalance: boolean;
}) => Promise<unknown>;
