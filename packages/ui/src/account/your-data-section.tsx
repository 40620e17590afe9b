"use client";
import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useClientConfig } from "../client/client-config.ts";
import { useErrorText } from "../client/use-error-text.ts";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { Notice } from "../components/notice.tsx";
import type { DeleteAccount } from "./account-calls.ts";
import { DeleteAccountDialog } from "./delete-account-dialog.tsx";

const FILE_NAME = "atlas-data.json";

/** A copy of everything that Atlas holds about the person and, of those who made it themselves, the end of the account. */
export function YourDataSection({ deleteAccount }: { readonly deleteAccount?: DeleteAccount }): ReactNode {
  const t = useTranslations("ui.account");
  const errorText = useErrorText();
  const { gatewayUrl } = useClientConfig();
  const take = useMutation({ mutationFn: async () => saveExport(gatewayUrl) });
  return (
    <section className="flex flex-col gap-3" aria-label={t("data")}>
      <h2 className="text-lg font-bold">{t("data")}</h2>
      <Card className="flex flex-col gap-4">
        <p className="text-sm text-muted">{t("exportHint")}</p>
        <Button
          isBusy={take.isPending}
          icon={<Download size={20} aria-hidden="true" />}
          onClick={() => take.mutate()}
          className="self-start"
        >
          {t("export")}
        </Button>
        {take.error ? <Notice tone="stop">{errorText(take.error)}</Notice> : null}
        {take.isSuccess ? <Notice tone="go">{t("exported")}</Notice> : null}
        {deleteAccount ? (
          <div className="flex flex-col gap-3 border-t border-line pt-4">
            <p className="text-sm text-muted">{t("deleteHint")}</p>
            <DeleteAccountDialog deleteAccount={deleteAccount} />
          </div>
        ) : null}
      </Card>
    </section>
  );
}

/** Hands the document to the browser as a file. @throws what the gateway refuses with */
async function saveExport(gatewayUrl: string): Promise<void> {
  const response = await fetch(`${gatewayUrl}/account/export`, {
    method: "POST",
    credentials: "include",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  if (!response.ok) throw Object.assign(new Error("the export was refused"), await response.json());
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = FILE_NAME;
  link.click();
  URL.revokeObjectURL(url);
}
