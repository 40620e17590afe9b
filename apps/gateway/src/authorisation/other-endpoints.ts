import { APP_NAMES } from "../origins.ts";
import { ACCOUNT_PATHS } from "../auth/account-routes.ts";
import { SECOND_FACTOR_PATHS } from "../auth/second-factor-routes.ts";
import { SERVED_PATHS } from "../auth/served-paths.ts";

/** Everybody, or everybody who is signed in, about their own account. */
type Audience = "everybody" | "signed in";

/** What is served over HTTP beside procedures and REST calls. `other-endpoints.pg.test.ts` holds it against what the gateway serves. */
const ENDPOINTS: Readonly<Record<string, Audience>> = {
  "GET /healthz": "everybody",
  "GET /readyz": "everybody",
  "GET /docs": "everybody",
  "GET /docs/start.js": "everybody",
  "GET /docs/:asset": "everybody",
  "GET /openapi.json": "everybody",
  "GET /mailbox": "everybody",
  "GET /mailbox/times.js": "everybody",
  "GET /mailbox/:id": "everybody",
  // Providers, by their signatures.
  "POST /payments/webhooks/:provider": "everybody",
  "GET /test-payments/page.js": "everybody",
  "GET /test-payments/:reference": "everybody",
  "POST /test-payments/:reference": "everybody",
  "GET /cities/:id/basemap.pmtiles": "everybody",
};

/** Below `/auth/{web,driver,admin}`. Signing out ends a session if there is one, and `get-session` returns null for nobody. */
const AUTH_PATHS: Readonly<Record<string, Audience>> = {
  "/sign-in/email": "everybody",
  "/sign-up/email": "everybody",
  "/sign-out": "everybody",
  "/get-session": "everybody",
  "/update-user": "signed in",
  "/send-verification-email": "everybody",
  "/verify-email": "everybody",
  "/request-password-reset": "everybody",
  "/reset-password": "everybody",
  "/confirm-email": "everybody",
  "/undo-email": "everybody",
  "/change-password": "signed in",
  "/change-email": "signed in",
  "/second-factor": "signed in",
  "/two-factor/enable": "signed in",
  "/two-factor/verify-totp": "everybody",
  "/two-factor/verify-backup-code": "everybody",
  "/two-factor/generate-backup-codes": "signed in",
  "/two-factor/disable": "signed in",
  "/passkey/generate-register-options": "signed in",
  "/passkey/verify-registration": "signed in",
  "/passkey/generate-authenticate-options": "everybody",
  "/passkey/verify-authentication": "everybody",
  "/passkey/update-passkey": "signed in",
  "/passkey/delete-passkey": "signed in",
};

export interface OtherEndpoint {
  readonly method: string;
  readonly path: string;
  readonly audience: Audience;
}

/** All of them. @throws Error for a path of the sign-in without a line */
export function otherEndpoints(): OtherEndpoint[] {
  const fixed = Object.entries(ENDPOINTS).map(([address, audience]) => {
    const [method = "", path = ""] = address.split(" ");
    return { method, path, audience };
  });
  const served = [
    ...SERVED_PATHS,
    ...ACCOUNT_PATHS.map((account) => ({ ...account, method: "POST" })),
    ...SECOND_FACTOR_PATHS,
  ];
  const auth = APP_NAMES.flatMap((app) =>
    served
      .filter(({ apps }) => apps.includes(app))
      .map(({ method, path }) => {
        const audience = AUTH_PATHS[path];
        if (audience === undefined)
          throw new Error(`${path} has no line in AUTH_PATHS of apps/gateway/src/authorisation/other-endpoints.ts`);
        return { method, path: `/auth/${app}${path}`, audience };
      }),
  );
  return [...fixed, ...auth];
}
