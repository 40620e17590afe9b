"use client";
import { useAuth } from "@atlas/ui/client/auth";
import { Button } from "@atlas/ui/button";
import { LogOut } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

/** Ends the session of this app on this device. */
export function SignOutButton({ isDisabled = false }: { readonly isDisabled?: boolean }): ReactNode {
  const t = useTranslations("ui.auth");
  const auth = useAuth();
  const [isBusy, setIsBusy] = useState(false);

  async function signOut(): Promise<void> {
    setIsBusy(true);
    try {
      await auth.signOut();
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <Button
      isWide
      isBusy={isBusy}
      disabled={isDisabled}
      onClick={() => void signOut()}
      icon={<LogOut size={20} aria-hidden="true" />}
    >
      {t("signOut")}
    </Button>
  );
}
