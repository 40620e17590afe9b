"use client";
import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useClientConfig } from "../client/client-config.ts";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { Notice } from "../components/notice.tsx";
import type { DeleteAccount } from "./account-calls.ts";
import { DeleteAccountDialog } from "./delete-account-dialog.tsx";
import { PasswordDialog } from "./password-dialog.tsx";

const FILE_NAME = "atlas-data.json";

/** A copy of everything that Atlas holds about the person and, of those who made it themselves, the end of the account. */
export function YourDataSection({ deleteAccount }: { readonly deleteAccount?: DeleteAccount }): ReactNode {
  const t = useTranslations("ui.account");
  const { gatewayUrl } = useClientConfig();
  const [isAsking, setIsAsking] = useState(false);
  const take = useMutation({
    mutationFn: async (password: string) => saveExport(gatewayUrl, password),
    onSuccess: () => setIsAsking(false),
  });
  function ask(): void {
    take.reset();
    setIsAsking(true);
  }
  return (
    <section className="flex flex-col gap-3" aria-label={t("data")}>
      <h2 className="text-lg font-bold">{t("data")}</h2>
      <Card className="flex flex-col gap-4">
        <p className="text-sm text-muted">{t("exportHint")}</p>
        <Button icon={<Download size={20} aria-hidden="true" />} onClick={ask} className="self-start">
          {t("export")}
        </Button>
        {take.isSuccess ? <Notice tone="go">{t("exported")}</Notice> : null}
        {deleteAccount ? (
          <div className="flex flex-col gap-3 border-t border-line pt-4">
            <p className="text-sm text-muted">{t("deleteHint")}</p>
            <DeleteAccountDialog deleteAccount={deleteAccount} />
          </div>
        ) : null}
      </Card>
      <PasswordDialog
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        title={t("export")}
        description={t("exportWhy")}
        act={t("exportNow")}
        isBusy={take.isPending}
        error={take.error}
        onPassword={(password) => take.mutate(password)}
      />
    </section>
  );
}

/** Hands the document to the browser as a file. @throws what the gateway refuses with */
async function saveExport(gatewayUrl: string, password: string): Promise<void> {
  const response = await fetch(`${gatewayUrl}/account/export`, {
    method: "POST",
    credentials: "include",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ password }),
  });
  if (!response.ok) throw Object.assign(new Error("the export was refused"), await response.json());
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = FILE_NAME;
  link.click();
  URL.revokeObjectURL(url);
}
