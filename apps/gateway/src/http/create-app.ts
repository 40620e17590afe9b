import type { DiskMailbox } from "@atlas/ports/mail/disk-mailbox";
import { OpenAPIHono } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import { type AccountRoutes, accountRoutes } from "../auth/account-routes.ts";
import { authRoutes, type AuthRoutes } from "../auth/auth-routes.ts";
import type { SecondFactorRoutes } from "../auth/second-factor-call.ts";
import { secondFactorRoutes } from "../auth/second-factor-routes.ts";
import { describeRest } from "../rest/open-api.ts";
import type { RestApp } from "../rest/rest-app.ts";
import { serveRoutes } from "../rest/serve-routes.ts";
import { REST_ROUTES } from "../rest/rest-routes.ts";
import type { ApiServices } from "../rpc/create-api-context.ts";
import { rpcRoutes } from "../rpc/http-endpoint.ts";
import { respondWithError, errorResponse } from "./respond-with-error.ts";
import { respondInTime } from "./respond-in-time.ts";
import { basemapRoutes } from "./basemap-routes.ts";
import { type CountAnonymousRead, countStaticReads } from "./count-static-reads.ts";
import { crossOrigin } from "./cross-origin.ts";
import { docsRoutes } from "./docs-routes.ts";
import { type TestPaymentRoutes, testPaymentRoutes } from "./payment-pages.ts";
import { paymentWebhook } from "./payment-webhook.ts";
import { mailboxRoutes } from "./mailbox-routes.ts";
import { drainBody } from "./drain-body.ts";
import { type HealthRoutes, healthRoutes } from "./health-routes.ts";
import { type RequestScope, requestScope } from "./request-scope.ts";
import { refuseUnstorableBody, refuseUnstorableUrl } from "./refuse-unstorable.ts";
import { securityHeaders } from "./security-headers.ts";
import { traceRequests } from "./trace-requests.ts";

/** 500 pings are about 60 KB. */
const MAX_BODY_BYTES = 256 * 1_024;
/** Of a larger one, what is still read before it is refused. */
const DRAIN = { maxBytes: 8 * 1_024 * 1_024, maxMs: 2_000 };

/** Of reads that need no session, against an address's 6,000 in ten seconds. */
const FILE_WEIGHT = 20;
const NOTHING_WEIGHT = 4;

export interface AppParts {
  readonly api: ApiServices;
  readonly auth: AuthRoutes;
  readonly account: AccountRoutes;
  readonly secondFactor: SecondFactorRoutes;
  readonly health: HealthRoutes;
  readonly scope: RequestScope;
  readonly ownOrigins: ReadonlySet<string>;
  /** Of a demo; null where mails are nobody else's to read. */
  readonly mailbox: DiskMailbox | null;
  /** The pages of the test provider; null where there is none. */
  readonly testPayments: TestPaymentRoutes | null;
  readonly basemapPathOf: (cityId: string) => string | null;
  readonly countAnonymousRead: CountAnonymousRead;
  readonly isTraced: boolean;
  /** Whether browsers reach it over TLS. */
  readonly isSecure: boolean;
}

/** Everything that the gateway serves over HTTP. */
export function createApp(parts: AppParts): RestApp {
  const { api, scope } = parts;
  const reporter = { log: scope.log, newId: scope.newId };
  const app: RestApp = new OpenAPIHono();
  app.onError((error, c) => respondWithError(error, c, reporter));
  app.notFound(async (c) => {
    await parts.countAnonymousRead(c.get("clientAddress"), NOTHING_WEIGHT);
    return errorResponse(c, "NOT_FOUND", "There is nothing at this address.");
  });
  if (parts.isTraced) app.use(traceRequests());
  app.use(requestScope(scope));
  app.use(securityHeaders(parts.isSecure));
  app.use(crossOrigin(scope.identifier.origins, parts.ownOrigins));
  app.use(
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: async (c) => {
        if (!(await drainBody(c.env.incoming, DRAIN))) c.header("connection", "close");
        return errorResponse(c, "PAYLOAD_TOO_LARGE", "The body is too large.");
      },
    }),
  );
  app.on(["POST", "PUT"], ["/auth/*", "/customer/*", "/driver/*", "/wallet/*", "/admin/*"], respondInTime());
  app.use(refuseUnstorableUrl());
  app.on(["POST", "PUT"], ["/auth/*", "/customer/*", "/driver/*", "/wallet/*", "/admin/*"], refuseUnstorableBody());
  app.use(countStaticReads(parts.countAnonymousRead, FILE_WEIGHT));
  app.route("/", healthRoutes(parts.health));
  app.route("/", authRoutes(parts.auth));
  app.route("/", accountRoutes(parts.account));
  app.route("/", secondFactorRoutes(parts.secondFactor));
  app.route("/", rpcRoutes(api));
  app.route("/", serveRoutes(api, REST_ROUTES));
  app.route("/", paymentWebhook(api.services, parts.countAnonymousRead));
  app.route("/", testPaymentRoutes(parts.testPayments));
  app.route("/", basemapRoutes(parts.basemapPathOf));
  app.route("/", docsRoutes());
  app.route("/", mailboxRoutes(parts.mailbox));
  return describeRest(app);
}
