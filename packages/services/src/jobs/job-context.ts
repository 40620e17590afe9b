import type { AppUrls } from "@atlas/core/account-request";
import type { MailPort } from "@atlas/core/mail/mail";
import type { PushPort } from "@atlas/core/push/push";
import type { Ping } from "@atlas/queue/catalog";
import type { ServiceContext } from "../context.ts";
import type { LinkTokens } from "../identity/link-tokens.ts";
import type { SettleTripCommand, SettleTripResult } from "../settlement/settle-trips.ts";

/** What jobs count. */
export interface JobMetrics {
  /** What became of a batch's pings on the live map. */
  pingsApplied(outcomes: Readonly<Record<string, number>>): void;
  /** How old the first ping of a batch is once it is on the map; it has waited longest. */
  pingAge(seconds: number): void;
  /** Pings whose job did not wait for the history. */
  pingsUnconfirmed(count: number): void;
  settlement(kind: SettleTripCommand["kind"], outcome: SettleTripResult["outcome"]): void;
}

/** For how long what is only looked up is kept. */
export interface Retention {
  readonly gpsRetentionDays: number;
  readonly dispatchRetentionDays: number;
}

/** Everything that a job may reach. Built once by the process that runs jobs: the worker, and the world of a test. */
export interface JobContext {
  readonly services: ServiceContext;
  /** The same over connections on which a statement may take long. */
  readonly longServices: ServiceContext;
  /** Settles a trip, together with others that come at the same time. */
  readonly settle: (command: SettleTripCommand) => Promise<SettleTripResult>;
  /** Writes pings to the history; false when the job did not wait for it. */
  readonly archive: (cityId: string, pings: readonly Ping[]) => Promise<boolean>;
  readonly retention: Retention;
  readonly mail: MailPort;
  /** Null where nothing is pushed. */
  readonly push: PushPort | null;
  /** Where the links of mails lead, and what is in them. */
  readonly appUrls: AppUrls;
  readonly links: LinkTokens;
  readonly metrics: JobMetrics;
}
