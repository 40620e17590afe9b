"use client";
import { useState } from "react";
import { useTranslations } from "use-intl";

import { authErrorKey, minutesToWait } from "./auth-error.ts";
import { useClientConfig } from "./client-config.ts";
import { useLocale } from "./use-locale.ts";

/** What the gateway's account routes return besides that it is done; of passkeys what the browser is to make or sign. */
export interface AccountResponse
  extends
    Partial<PublicKeyCredentialCreationOptionsJSON>,
    Partial<Omit<PublicKeyCredentialRequestOptionsJSON, "extensions">> {
  /** The address to sign in with. */
  readonly email?: string;
  /** Where a demo shows its mails. */
  readonly mailbox?: string;
  readonly endedSessions?: number;
  /** Of an authenticator app that is being set up: the address in its QR code, and the same to be typed. */
  readonly uri?: string;
  readonly secret?: string;
  readonly backupCodes?: readonly string[];
}

export type AccountPath =
  | "sign-up/email"
  | "send-verification-email"
  | "verify-email"
  | "request-password-reset"
  | "reset-password"
  | "change-password"
  | "change-email"
  | "confirm-email"
  | "undo-email"
  | "two-factor/enable"
  | "two-factor/verify-totp"
  | "two-factor/verify-backup-code"
  | "two-factor/generate-backup-codes"
  | "two-factor/disable"
  | "passkey/generate-register-options"
  | "passkey/verify-registration"
  | "passkey/generate-authenticate-options"
  | "passkey/verify-authentication"
  | "passkey/update-passkey"
  | "passkey/delete-passkey";

export interface AccountCall {
  readonly isBusy: boolean;
  readonly failure: ReturnType<typeof authErrorKey> | null;
  /** The sentence for it. */
  readonly failureText: string | null;
  /** Null until it is done. */
  readonly done: AccountResponse | null;
  /** Asks; what was returned, or null when it was refused. */
  readonly ask: (body: object) => Promise<AccountResponse | null>;
}

/** One of the gateway's account routes, and how the last call of it went. Mails that come of it are in the page's language. */
export function useAccountCall(path: AccountPath): AccountCall {
  const { gatewayUrl, app } = useClientConfig();
  const locale = useLocale();
  const t = useTranslations("ui");
  const [{ minutes, ...state }, setState] = useState<AccountCallState>(IDLE);

  async function ask(body: object): Promise<AccountResponse | null> {
    setState({ ...IDLE, isBusy: true });
    try {
      const response = await fetch(`${gatewayUrl}/auth/${app}/${path}`, {
        method: "POST",
        credentials: "include",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ...body, locale }),
      });
      const parsed: object = await response.json();
      setState(
        response.ok
          ? { ...IDLE, done: parsed }
          : {
              ...IDLE,
              failure: authErrorKey({ ...parsed, status: response.status }),
              minutes: minutesToWait(response.headers),
            },
      );
      return response.ok ? parsed : null;
    } catch {
      setState({ ...IDLE, failure: "errors.NETWORK" });
      return null;
    }
  }

  const { failure } = state;
  const failureText = failure === null ? null : minutes === null ? t(failure) : t("auth.tooManyAttempts", { minutes });
  return { ...state, failureText, ask };
}

interface AccountCallState extends Pick<AccountCall, "isBusy" | "failure" | "done"> {
  /** How long to wait before another try. */
  readonly minutes: number | null;
}

const IDLE: AccountCallState = { isBusy: false, failure: null, done: null, minutes: null };
