import { JOB_CATALOG, type JobName } from "@atlas/queue/catalog";
import type { MailPort } from "@atlas/core/mail/mail";
import type { PushPort } from "@atlas/core/push/push";
import type { ServiceContext } from "../context.ts";
import { LinkTokens } from "../identity/link-tokens.ts";
import type { JobContext } from "../jobs/job-context.ts";
import { JOB_TABLE } from "../jobs/job-table.ts";
import { settleTrips } from "../settlement/settle-trips.ts";

/** A job as it lies in its queue or in the outbox. */
export interface DueJob {
  readonly payload: unknown;
  readonly messageId: string;
}

/** Where the links of mails lead in tests. */
export const TEST_APP_URLS = {
  web: "http://localhost:3000",
  driver: "http://localhost:3001",
  admin: "http://localhost:3002",
};
export const TEST_LINK_SECRET = "of links in the mails of tests, 32+ letters";
const NOWHERE: MailPort = { send: async () => {} };

/** What leaves Atlas by a job: mails go nowhere and nothing is pushed unless a test says otherwise. */
export interface TestPorts {
  readonly mail?: MailPort;
  readonly push?: PushPort;
}

/** Does a job as the worker would, at once: its payload is parsed, and its entry of the table run. */
export async function doJob<N extends JobName>(
  ctx: ServiceContext,
  name: N,
  { payload, messageId }: DueJob,
  ports: TestPorts = {},
): Promise<void> {
  await JOB_TABLE[name](jobContext(ctx, ports), JOB_CATALOG[name].payload.parse(payload), { messageId });
}

/** What the worker gives its jobs, without its batches and its metrics. */
function jobContext(ctx: ServiceContext, { mail = NOWHERE, push }: TestPorts): JobContext {
  return {
    services: ctx,
    longServices: ctx,
    async settle(command) {
      const [result] = await settleTrips(ctx, [command]);
      if (!result) throw new Error("nothing was settled");
      return result;
    },
    archive: () => Promise.reject(new Error("pings do not come through the outbox")),
    mail,
    push: push ?? null,
    appUrls: TEST_APP_URLS,
    links: new LinkTokens(TEST_LINK_SECRET),
    retention: { gpsRetentionDays: 30, dispatchRetentionDays: 30 },
    metrics: { pingsApplied() {}, pingAge() {}, pingsUnconfirmed() {}, settlement() {} },
  };
}
