"use client";
import { useIdempotencyKey } from "@atlas/features/idempotency-key";
import { useRpc } from "@atlas/features/rpc";
import { Button } from "@atlas/ui/button";
import { Select } from "@atlas/ui/field";
import { toast } from "@atlas/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { ReasonDialog } from "../shell/reason-dialog.tsx";
import { useRereadPayouts } from "./use-reread-payouts.ts";

const FORMATS = ["csv", "pain.001"] as const;

/** Writes what is approved into a file for the bank. */
export function ExportPayouts({ cityId }: { readonly cityId: string }): ReactNode {
  const t = useTranslations("payouts");
  const rpc = useRpc();
  const reread = useRereadPayouts();
  const [isOpen, setIsOpen] = useState(false);
  const [format, setFormat] = useState<(typeof FORMATS)[number]>("csv");
  const { keyFor, renew } = useIdempotencyKey();
  const write = useMutation(
    rpc.payout.export.mutationOptions({
      onSuccess: async ({ payouts }) => {
        setIsOpen(false);
        renew();
        toast.success(t("exported", { count: payouts }));
        await reread();
      },
    }),
  );
  return (
    <>
      <Button size="sm" variant="primary" onClick={() => setIsOpen(true)}>
        {t("export")}
      </Button>
      <ReasonDialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title={t("exportTitle")}
        description={t("exportHint")}
        action={t("export")}
        isBusy={write.isPending}
        error={write.error}
        onSubmit={(reason) => write.mutate({ cityId, format, reason, idempotencyKey: keyFor(format) })}
      >
        <Select
          label={t("format")}
          value={format}
          onChange={({ target }) => setFormat(FORMATS.find((known) => known === target.value) ?? "csv")}
          options={FORMATS.map((value) => ({ value, label: t(value === "csv" ? "formats.csv" : "formats.pain") }))}
        />
      </ReasonDialog>
    </>
  );
}
