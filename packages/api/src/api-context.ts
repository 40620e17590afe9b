import type { Actor } from "@atlas/core/actor";
import type { ServiceContext } from "@atlas/services/context";
import type { ChangeFeed } from "./change-feed.ts";

/** The app whose session a request carries; null for bearer clients. */
export type AppName = "web" | "driver" | "admin";

/** What every procedure gets. Built by the gateway, once a request or once a socket. */
export interface ApiContext {
  readonly services: ServiceContext;
  /** Null when nobody is signed in. */
  readonly actor: Actor | null;
  /** The city that the signed-in user belongs to; the gateway's first city for everyone else. */
  readonly cityId: string;
  readonly changes: ChangeFeed;
  /** Takes one token for a command of this user. @throws DomainError RATE_LIMITED */
  readonly takeCommandToken: (userId: string) => void;
  readonly requestId: string;
}
