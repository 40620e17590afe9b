"use client";
import { Button } from "@atlas/ui/button";
import { Card } from "@atlas/ui/card";
import { Download } from "lucide-react";
import { useSyncExternalStore, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { installPrompt } from "./install-prompt.ts";

/** Offers to install the app where the browser can and has not yet. */
export function InstallCard(): ReactNode {
  const t = useTranslations("ui.install");
  const canInstall = useSyncExternalStore(
    installPrompt.subscribe,
    () => installPrompt.isReady,
    () => false,
  );
  if (!canInstall) return null;
  return (
    <Card className="flex items-center justify-between gap-4">
      <div>
        <p className="font-semibold">{t("title")}</p>
        <p className="text-sm text-muted">{t("hint")}</p>
      </div>
      <Button icon={<Download size={20} aria-hidden="true" />} onClick={() => void installPrompt.show()}>
        {t("action")}
      </Button>
    </Card>
  );
}
