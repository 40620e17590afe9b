"use client";
import { useSessionRefresh } from "@atlas/ui/client/auth";
import { useAccountCall } from "@atlas/ui/client/use-account-call";
import { useState } from "react";
import { useTranslations } from "use-intl";

import { signWithPasskey } from "./passkey.ts";

interface PasskeySignIn {
  readonly isBusy: boolean;
  /** Why the last try came to nothing. */
  readonly failureText: string | null;
  readonly signIn: () => Promise<void>;
}

/** Signs in with a passkey of this device, or of a phone that is near. */
export function usePasskeySignIn(): PasskeySignIn {
  const t = useTranslations("secondFactor");
  const refresh = useSessionRefresh();
  const options = useAccountCall("passkey/generate-authenticate-options");
  const verify = useAccountCall("passkey/verify-authentication");
  const [isCancelled, setIsCancelled] = useState(false);
  async function signIn(): Promise<void> {
    setIsCancelled(false);
    const { challenge, ...asked } = (await options.ask({})) ?? {};
    if (challenge === undefined) return;
    const response = await signWithPasskey({ challenge, ...asked });
    if (response === null) setIsCancelled(true);
    else if ((await verify.ask({ response })) !== null) refresh();
  }
  const failureText = options.failureText ?? verify.failureText ?? (isCancelled ? t("passkeyCancelled") : null);
  return { isBusy: options.isBusy || verify.isBusy, failureText, signIn };
}
