"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { useRpc } from "@atlas/features/rpc";
import { Badge, type Tone } from "@atlas/ui/badge";
import { Button } from "@atlas/ui/button";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { Instant, Money } from "@atlas/ui/figures";
import { toast } from "@atlas/ui/toast";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Files } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { May, useMay } from "../shell/may.tsx";
import { ReasonDialog } from "../shell/reason-dialog.tsx";
import type { Column } from "../table/data-table.tsx";
import { saveFile } from "../shell/save-file.ts";
import { PagedTable } from "../table/paged-table.tsx";
import { useRereadPayouts } from "./use-reread-payouts.ts";

type Batch = RouterOutputs["payout"]["batches"]["items"][number];
type BatchAct = "send" | "recall";

const TONES = { exported: "info", sent: "go", recalled: "neutral" } as const satisfies Record<Batch["state"], Tone>;

/** The files for the bank: to take away, to mark as sent, to recall. */
export function PayoutBatches({ cityId }: { readonly cityId: string }): ReactNode {
  const t = useTranslations("payouts");
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const mayDownload = useMay("payouts.decide");
  const [asked, setAsked] = useState<{ readonly batch: Batch; readonly act: BatchAct } | null>(null);
  const batches = useInfiniteQuery(
    rpc.payout.batches.infiniteQueryOptions({ cityId, limit: 20 }, { getNextPageParam: (page) => page.nextCursor }),
  );

  async function download(batchId: string): Promise<void> {
    try {
      const { fileName, text, mediaType } = await queryClient.query(rpc.payout.batchFile.queryOptions({ batchId }));
      saveFile(fileName, new Blob([text], { type: mediaType }));
    } catch (error) {
      toast.error(errorText(error));
    }
  }

  const columns: Column<Batch>[] = [
    {
      key: "file",
      header: t("file"),
      cell: ({ batchId, fileName }) =>
        mayDownload ? (
          <button
            type="button"
            className="break-all text-left font-semibold touch underline underline-offset-4"
            onClick={() => void download(batchId)}
          >
            {fileName}
          </button>
        ) : (
          fileName
        ),
      isProse: true,
    },
    { key: "at", header: t("createdAt"), cell: ({ createdAt }) => <Instant at={createdAt} />, isSecondary: true },
    { key: "by", header: t("createdBy"), cell: ({ createdBy }) => createdBy, isSecondary: true },
    {
      key: "count",
      header: t("count"),
      cell: ({ sent, payouts }) => `${sent} / ${payouts}`,
      isNumeric: true,
      isSecondary: true,
    },
    {
      key: "total",
      header: t("total"),
      cell: ({ totalMinor, currency }) => <Money minor={totalMinor} currency={currency} />,
      isNumeric: true,
      isSecondary: true,
    },
    {
      key: "state",
      header: t("state"),
      cell: ({ state, recallReason }) => (
        <span title={recallReason ?? undefined}>
          <Badge tone={TONES[state]}>{t(`batchState.${state}`)}</Badge>
        </span>
      ),
    },
    {
      key: "acts",
      header: t("acts"),
      cell: (batch) =>
        batch.state === "exported" ? (
          <span className="flex flex-wrap gap-2 md:flex-nowrap">
            <May permission="payouts.decide">
              <Button size="sm" onClick={() => setAsked({ batch, act: "send" })}>
                {t("act.send")}
              </Button>
              <Button size="sm" onClick={() => setAsked({ batch, act: "recall" })}>
                {t("recall")}
              </Button>
            </May>
          </span>
        ) : null,
      isProse: true,
    },
  ];
  return (
    <>
      <PagedTable
        caption={t("batches")}
        columns={columns}
        query={batches}
        rowKey={(batch) => batch.batchId}
        empty={{ icon: <Files aria-hidden="true" />, title: t("noBatches"), hint: t("noBatchesHint") }}
      />
      {asked ? <BatchActDialog {...asked} onClose={() => setAsked(null)} /> : null}
    </>
  );
}

interface BatchActProps {
  readonly batch: Batch;
  readonly act: BatchAct;
  readonly onClose: () => void;
}

function BatchActDialog({ batch: { batchId, fileName }, act, onClose }: BatchActProps): ReactNode {
  const t = useTranslations("payouts");
  const rpc = useRpc();
  const reread = useRereadPayouts();
  const send = useMutation(
    rpc.payout.markBatchSent.mutationOptions({
      onSuccess: async ({ refused }) => {
        onClose();
        if (refused.length === 0) toast.success(t("batchSent"));
        else toast.error(t("batchPartlySent", { count: refused.length }));
        await reread();
      },
    }),
  );
  const recall = useMutation(
    rpc.payout.recallBatch.mutationOptions({
      onSuccess: async () => {
        onClose();
        toast.success(t("batchRecalled"));
        await reread();
      },
    }),
  );
  return (
    <ReasonDialog
      isOpen
      onClose={onClose}
      title={t(act === "send" ? "batchSendTitle" : "batchRecallTitle")}
      description={t(act === "send" ? "batchSendHint" : "batchRecallHint", { file: fileName })}
      action={t(act === "send" ? "act.send" : "recall")}
      isDangerous={act === "recall"}
      isBusy={send.isPending || recall.isPending}
      error={send.error ?? recall.error}
      onSubmit={(reason) => (act === "send" ? send : recall).mutate({ batchId, reason })}
    />
  );
}
