import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";

import type { Addresses } from "./addresses.ts";
import type { App } from "./build-apps.ts";
import { UserFixableError } from "./user-fixable-error.ts";
import type { StackAccount } from "./stack-file.ts";

/** How long a gateway may say that it is busy, as it does on a small machine where everything starts at once. */
const MAX_BUSY_MS = 60_000;
const sessionSchema = z.object({ token: z.string(), user: z.object({ id: z.string() }) });

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** Signs in through the gateway as a client that is no browser, and returns the account with a bearer token. */
export async function signIn(addresses: Addresses, app: App, account: Credentials): Promise<StackAccount> {
  const { email, password } = account;
  const response = await untilNotBusy(() =>
    fetch(`${addresses.gateway}/auth/${app}/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password }),
    }),
  );
  const text = await response.text();
  if (!response.ok) throw new UserFixableError(`${email} could not sign in (status ${response.status}): ${text}`);
  const { token, user } = sessionSchema.parse(JSON.parse(text));
  return { id: user.id, email, password, token };
}

/** Asks again after the time that a 503 names. */
async function untilNotBusy(ask: () => Promise<Response>): Promise<Response> {
  const deadline = performance.now() + MAX_BUSY_MS;
  for (;;) {
    const response = await ask();
    const retryAfterS = response.headers.get("retry-after");
    if (response.status !== 503 || retryAfterS === null || performance.now() >= deadline) return response;
    await response.body?.cancel();
    await delay(Number(retryAfterS) * 1_000);
  }
}
