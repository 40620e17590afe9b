import { z } from "zod";

import type { Addresses } from "./addresses.ts";
import type { App } from "./build-apps.ts";
import { Mendable } from "./mendable.ts";
import type { StackAccount } from "./stack-file.ts";

const answer = z.object({ token: z.string(), user: z.object({ id: z.string() }) });

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** Signs in through the gateway as a browser of that app would, and returns the account with a bearer token. */
export async function signIn(addresses: Addresses, app: App, account: Credentials): Promise<StackAccount> {
  const { email, password } = account;
  const response = await fetch(`${addresses.gateway}/auth/${app}/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: addresses[app] },
    body: JSON.stringify({ email, password }),
  });
  const text = await response.text();
  if (!response.ok) throw new Mendable(`${email} could not sign in (status ${response.status}): ${text}`);
  const { token, user } = answer.parse(JSON.parse(text));
  return { id: user.id, email, password, token };
}
