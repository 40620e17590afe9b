"use client";
import { Button, type ButtonProps } from "@atlas/ui/button";
import { Notice } from "@atlas/ui/notice";
import { KeyRound } from "lucide-react";
import { useSyncExternalStore, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { hasPasskeys } from "./passkey.ts";
import { usePasskeySignIn } from "./use-passkey-sign-in.ts";

/** A button that signs in with a passkey, where the browser has them. */
export function PasskeySignIn(props: Pick<ButtonProps, "variant">): ReactNode {
  const t = useTranslations("secondFactor");
  const { isBusy, failureText, signIn } = usePasskeySignIn();
  // The server does not know what the browser has.
  const isThere = useSyncExternalStore(never, hasPasskeys, () => false);
  if (!isThere) return null;
  return (
    <div className="flex flex-col gap-3">
      {failureText === null ? null : <Notice tone="stop">{failureText}</Notice>}
      <Button
        {...props}
        size="lg"
        isWide
        isBusy={isBusy}
        icon={<KeyRound size={20} aria-hidden="true" />}
        onClick={() => void signIn()}
      >
        {t("passkeySignIn")}
      </Button>
    </div>
  );
}

function never(): () => void {
  return () => {};
}
