"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { useRpc } from "@atlas/features/rpc";
import { Badge } from "@atlas/ui/badge";
import { Button } from "@atlas/ui/button";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { Instant } from "@atlas/ui/figures";
import { toast } from "@atlas/ui/toast";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { MailX } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { May } from "../shell/may.tsx";
import type { Column } from "../table/data-table.tsx";
import { PagedTable } from "../table/paged-table.tsx";

type DeadLetter = RouterOutputs["ops"]["deadLetters"]["items"][number];

/** What can never succeed as it stands, and the button that sends it again once its cause is gone. */
export function DeadLetters(): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const letters = useInfiniteQuery(
    rpc.ops.deadLetters.infiniteQueryOptions({ limit: 50 }, { getNextPageParam: (page) => page.nextCursor }),
  );
  const replay = useMutation(
    rpc.ops.replayDeadLetter.mutationOptions({
      onSuccess: async () => {
        toast.success(t("system.replayed"));
        await queryClient.invalidateQueries(rpc.ops.deadLetters.infiniteQueryFilter());
      },
      onError: (error) => toast.error(errorText(error)),
    }),
  );
  const columns: Column<DeadLetter>[] = [
    { key: "at", header: t("system.failedAt"), cell: ({ failedAt }) => <Instant at={failedAt} /> },
    {
      key: "job",
      header: t("system.job"),
      cell: ({ queue, job }) => <span className="font-mono text-xs">{queue === job ? queue : `${queue} ${job}`}</span>,
    },
    { key: "code", header: t("system.code"), cell: ({ code }) => <Badge tone="stop">{code}</Badge> },
    {
      key: "reason",
      header: t("system.reason"),
      cell: ({ reason }) => <span title={reason}>{reason}</span>,
      isSecondary: true,
    },
    {
      key: "replay",
      header: t("system.replay"),
      cell: ({ deadLetterId, replayedAt }) =>
        replayedAt ? (
          <span className="text-muted">
            <Instant at={replayedAt} />
          </span>
        ) : (
          <May permission="system.act">
            <Button
              size="sm"
              isBusy={replay.isPending && replay.variables.deadLetterId === deadLetterId}
              onClick={() => replay.mutate({ deadLetterId })}
            >
              {t("system.replay")}
            </Button>
          </May>
        ),
    },
  ];
  return (
    <PagedTable
      caption={t("system.deadLetters")}
      columns={columns}
      query={letters}
      rowKey={(letter) => letter.deadLetterId}
      empty={{
        icon: <MailX aria-hidden="true" />,
        title: t("system.noDeadLetters"),
        hint: t("system.noDeadLettersHint"),
      }}
    />
  );
}
