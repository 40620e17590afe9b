"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { MonitorSmartphone } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useErrorText } from "../client/use-error-text.ts";
import { Badge } from "../components/badge.tsx";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { ErrorState } from "../components/error-state.tsx";
import { RelativeTime } from "../components/figures.tsx";
import { Notice } from "../components/notice.tsx";
import { SkeletonRows } from "../components/skeleton.tsx";
import type { AccountCalls, OwnSession } from "./account-calls.ts";

const KEY = ["account", "sessions"];

/** Where the person is signed in, with a way to end each, and all others at once. */
export function DevicesSection({ calls }: { readonly calls: AccountCalls }): ReactNode {
  const t = useTranslations("ui");
  const errorText = useErrorText();
  const queryClient = useQueryClient();
  const reread = { onSuccess: async () => queryClient.invalidateQueries({ queryKey: KEY }) };
  const list = useQuery({ queryKey: KEY, queryFn: calls.sessions });
  const end = useMutation({ mutationFn: calls.endSession, ...reread });
  const endOthers = useMutation({ mutationFn: calls.signOutElsewhere, ...reread });
  const failure = end.error ?? endOthers.error;
  const items = list.data?.items;
  return (
    <section className="flex flex-col gap-3" aria-label={t("account.devices")}>
      <div>
        <h2 className="text-lg font-bold">{t("account.devices")}</h2>
        <p className="text-sm text-muted">{t("account.devicesHint")}</p>
      </div>
      <Card className="flex flex-col gap-4">
        {items === undefined ? (
          list.isError ? (
            <ErrorState error={list.error} onRetry={() => void list.refetch()} />
          ) : (
            <SkeletonRows rows={2} label={t("loading")} />
          )
        ) : (
          <ul className="flex flex-col gap-4">
            {items.map((session) => (
              <Device
                key={session.sessionId}
                session={session}
                isBusy={end.isPending && end.variables.sessionId === session.sessionId}
                onEnd={() => end.mutate({ sessionId: session.sessionId })}
              />
            ))}
          </ul>
        )}
        {failure ? <Notice tone="stop">{errorText(failure)}</Notice> : null}
        {items !== undefined && items.length > 1 ? (
          <Button isBusy={endOthers.isPending} onClick={() => endOthers.mutate()}>
            {t("account.signOutElsewhere")}
          </Button>
        ) : null}
        {items?.length === 1 ? <p className="text-sm text-muted">{t("account.onlyHere")}</p> : null}
      </Card>
    </section>
  );
}

interface DeviceProps {
  readonly session: OwnSession;
  readonly isBusy: boolean;
  readonly onEnd: () => void;
}

function Device({ session, isBusy, onEnd }: DeviceProps): ReactNode {
  const t = useTranslations("ui.account");
  const { browser, system, address, lastSeenAt, isThisOne } = session;
  const name = [browser, system].filter((word) => word !== null).join(" · ") || t("unknownDevice");
  return (
    <li className="flex items-center gap-3">
      <MonitorSmartphone size={22} aria-hidden="true" className="shrink-0 text-muted" />
      <div className="min-w-0 grow">
        <p className="font-semibold">{name}</p>
        <p className="text-sm text-muted">
          <RelativeTime at={lastSeenAt} />
          {address === null ? null : <span className="break-all"> · {address}</span>}
        </p>
      </div>
      {isThisOne ? (
        <Badge tone="go">{t("thisDevice")}</Badge>
      ) : (
        <Button isBusy={isBusy} onClick={onEnd} aria-label={t("endDevice", { device: name })}>
          {t("end")}
        </Button>
      )}
    </li>
  );
}
