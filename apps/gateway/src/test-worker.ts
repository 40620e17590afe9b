import type { Mail, MailPort } from "@atlas/core/mail/mail";
import { type JobPayload, messageIdOfJob, type OutgoingJob } from "@atlas/queue/catalog";
import { type Consumer, startConsumer } from "@atlas/queue/consumer";
import { relayOutbox } from "@atlas/services/messaging/relay-outbox";
import { doJob } from "@atlas/services/testing/do-job";
import { applyPings } from "@atlas/services/tracker/live-map/apply-pings";
import type { TestGateway } from "./test-gateway.ts";

/** Does by hand, once, what the worker does all the time: everything that is due in the outbox. */
export async function workOff({ gateway: { services } }: TestGateway, mail?: MailPort): Promise<void> {
  const jobs: OutgoingJob[] = [];
  await relayOutbox(services, async (outgoing) => {
    jobs.push(...outgoing);
  });
  for (const { name, payload, jobId } of jobs) {
    // The countdown of an offer has just begun.
    if (name !== "offer-expiry")
      await doJob(services, name, { payload, messageId: messageIdOfJob(jobId) }, mail === undefined ? {} : { mail });
  }
}

/** Works off, and returns what that mailed, oldest first. */
export async function mailed(atlas: TestGateway): Promise<readonly Mail[]> {
  const mails: Mail[] = [];
  await workOff(atlas, { send: async (mail) => void mails.push(mail) });
  return mails;
}

/** The token of a mail's link. */
export function tokenIn({ text }: Mail): string {
  return /#token=([\w-]{36}\.[\w-]{43})$/m.exec(text)?.[1] ?? "";
}

/** The next job of pings, applied as the worker applies it. */
export function nextPings(
  { gateway, cityId }: TestGateway,
  redisUrl = process.env["ATLAS_TEST_REDIS_URL"] ?? "",
): { applied: Promise<void>; consumer: Consumer } {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const consumer = startConsumer(
    "driver-gps",
    async (payload: JobPayload<"driver-gps">) => {
      await applyPings(gateway.services, payload);
      resolve();
    },
    {
      redisUrl,
      prefix: cityId,
      moveToDeadLetters: async (letter) => reject(new Error(letter.reason)),
      onError: reject,
    },
  );
  return { applied: promise, consumer };
}
