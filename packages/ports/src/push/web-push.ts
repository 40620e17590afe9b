import { Agent } from "node:https";
import { DomainError } from "@atlas/core/errors";
import type { PushMessage, PushPort } from "@atlas/core/push/push";
import { isPushService } from "@atlas/core/push/push-service";
import webPush from "web-push";
import type { PushConfig, PushKeys } from "./push-config.ts";

/** A push service that says nothing for so long is asked again later. */
const SILENT_MS = 10_000;
const MAX_SOCKETS = 32;
/** The browser has withdrawn. */
const GONE = new Set([404, 410]);
const TOO_MANY = 429;

/** Sends by the Web Push protocol: encrypted for the browser (RFC 8291), signed with our key (RFC 8292). */
export class WebPush implements PushPort {
  readonly #keys: PushKeys;
  readonly #config: Omit<PushConfig, "keys">;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS });

  constructor({ keys, ...config }: PushConfig & { readonly keys: PushKeys }) {
    this.#keys = keys;
    this.#config = config;
  }

  async send({ target, text, topic, ttlS, urgency }: PushMessage): Promise<"sent" | "gone"> {
    const { endpoint, p256dh, auth } = target;
    const { contact, testHost } = this.#config;
    // Once more, for rows from before a host was taken off the list.
    if (!isPushService(endpoint, testHost)) throw unknownService();
    try {
      await webPush.sendNotification({ endpoint, keys: { p256dh, auth } }, text, {
        vapidDetails: { subject: contact, ...this.#keys },
        TTL: ttlS,
        urgency,
        topic,
        timeout: SILENT_MS,
        agent: this.#agent,
      });
      return "sent";
    } catch (error) {
      if (error instanceof webPush.WebPushError && GONE.has(error.statusCode)) return "gone";
      throw refusalOf(error, new URL(endpoint).host);
    }
  }
}

function unknownService(): DomainError {
  return new DomainError("PUSH_SERVICE_UNKNOWN", "This browser's push service is not one that Atlas knows.");
}

/** Only which host said what: errors of the library carry the address of a browser, which is all it takes to disturb its owner. */
function refusalOf(error: unknown, host: string): Error {
  if (!(error instanceof webPush.WebPushError)) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "no reply";
    return new Error(`The push service ${host} took no notice (${code})`);
  }
  const { statusCode } = error;
  return statusCode >= 400 && statusCode < 500 && statusCode !== TOO_MANY
    ? new DomainError("PUSH_REFUSED", `The push service ${host} refuses this notice: ${statusCode}`)
    : new Error(`The push service ${host} took no notice (${statusCode})`);
}
