import { takeWebhook } from "@atlas/services/payments/take-webhook";
import type { GatewayContext } from "@atlas/api/api-context";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { CountAnonymousRead } from "./count-static-reads.ts";
import type { GatewayEnv } from "./gateway-env.ts";
import { errorResponse } from "./respond-with-error.ts";

const MAX_BODY_BYTES = 64 * 1_024;
/** Of an address's 6,000 in ten seconds: providers send from few. */
const WEIGHT = 10;

/** Where payment providers report. What they send is looked at as bytes until its signature is verified. */
export function paymentWebhook(services: GatewayContext, count: CountAnonymousRead): Hono<GatewayEnv> {
  return new Hono<GatewayEnv>().post(
    "/payments/webhooks/:provider",
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: (c) => errorResponse(c, "PAYLOAD_TOO_LARGE", "The body is too large."),
    }),
    async (c) => {
      await count(c.get("clientAddress"), WEIGHT);
      const webhook = { rawBody: await c.req.text(), header: (name: string) => c.req.header(name) };
      await takeWebhook(services, c.req.param("provider"), webhook);
      return c.json({ received: true });
    },
  );
}
