import type { JobRuns } from "@atlas/queue/catalog";
import { expireOffer } from "../dispatch/offers/expire-offer.ts";
import { matchOrder } from "../dispatch/rounds/match-order.ts";
import { sendMail } from "../identity/send-mail.ts";
import { enforceRestriction } from "../moderation/enforce-restriction.ts";
import { sendNotice } from "../notifications/send-notice.ts";
import { applyPings } from "../tracker/live-map/apply-pings.ts";
import { forgetPerson } from "../privacy/forget-person.ts";
import { settlePayout } from "../wallet/payouts.ts";
import type { JobContext } from "./job-context.ts";
import { runUpkeep } from "./upkeep.ts";

/** What is done for each job of the catalog. The worker and the worlds of tests run this table. */
export const JOB_TABLE: JobRuns<JobContext> = {
  async "driver-gps"({ services, archive, metrics }, { cityId, pings }) {
    metrics.pingsApplied({ ...(await applyPings(services, { cityId, pings })) });
    const [first] = pings;
    if (first) metrics.pingAge((services.clock().getTime() - first.receivedAtMs) / 1_000);
    // On the map at once; completed when the history has them, too, so that a worker's death loses none.
    if (!(await archive(cityId, pings))) metrics.pingsUnconfirmed(pings.length);
  },
  async "ride-dispatch"({ services }, job, { messageId }) {
    await matchOrder(services, job, messageId);
  },
  async "offer-expiry"({ services }, job, { messageId }) {
    await expireOffer(services, job, messageId);
  },
  async "wallet-transactions"({ services, settle, metrics }, job, { messageId }) {
    if (job.kind === "payout") {
      await settlePayout(services, { payoutId: job.payoutId, messageId });
      return;
    }
    // What cannot be settled has its dead letter from the same transaction.
    const { outcome } = await settle({ kind: job.kind, orderId: job.orderId, messageId });
    metrics.settlement(job.kind, outcome);
  },
  async restrictions({ services }, job, { messageId }) {
    await enforceRestriction(services, job, messageId);
  },
  async "forget-person"({ longServices }, job, { messageId }) {
    await forgetPerson(longServices, job, messageId);
  },
  async "send-mail"({ services, mail, appUrls, links }, order, { messageId }) {
    await sendMail({ ...services, mail, appUrls, links }, order, messageId);
  },
  async "send-notice"({ services, push }, order, { messageId }) {
    await sendNotice({ ...services, push }, order, messageId);
  },
  async upkeep(ctx, { task }) {
    await runUpkeep(ctx, task);
  },
};
