"use client";
import { WifiOff } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { Button } from "../components/button.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { LogoMark } from "../components/logo.tsx";
import { PageTitle } from "../components/page-title.tsx";
import { useSession } from "./auth.ts";
import { forgetPerson } from "./forget-person.ts";

interface SessionGateProps {
  /** The sign-in page. */
  readonly signedOut: ReactNode;
  /** For operators who have more to prove than the password. */
  readonly withoutFactor?: ReactNode;
  readonly children: ReactNode;
}

/**
 * Shows its children to who is signed in, `signedOut` to everyone else, and says so while it is finding out. With the session, however it
 * ended, goes what the browser keeps of the person.
 */
export function SessionGate({ signedOut, withoutFactor, children }: SessionGateProps): ReactNode {
  const t = useTranslations("ui");
  const session = useSession();
  const isSignedOut = session.state === "signed-out";
  const [wasSignedOut, setWasSignedOut] = useState(isSignedOut);
  if (isSignedOut && !wasSignedOut) setWasSignedOut(true);
  if (session.state === "signed-in" && wasSignedOut) setWasSignedOut(false);
  useEffect(() => {
    // Where storage is refused there is nothing to forget.
    if (isSignedOut) forgetPerson().catch(() => {});
  }, [isSignedOut]);
  switch (session.state) {
    case "signed-in":
      return session.lacksSecondFactor && withoutFactor !== undefined ? withoutFactor : children;
    case "signed-out":
      return signedOut;
    case "unreachable":
      return (
        <main className="flex min-h-dvh items-center justify-center">
          <PageTitle>{t("auth.unreachable")}</PageTitle>
          <EmptyState
            isPage
            icon={<WifiOff size={26} aria-hidden="true" />}
            title={t("auth.unreachable")}
            hint={t("auth.unreachableHint")}
            action={<Button onClick={session.retry}>{t("retry")}</Button>}
          />
        </main>
      );
    case "loading":
      // Asked once more: what is typed into the sign-in stays, as between the password and the code.
      if (wasSignedOut) return signedOut;
      return (
        <div role="status" aria-label={t("auth.checking")} className="flex min-h-dvh items-center justify-center">
          <PageTitle />
          <span className="animate-pulse">
            <LogoMark size={56} />
          </span>
        </div>
      );
  }
}
