"use client";
import { useRpc } from "@atlas/features/rpc";
import { NOTICE_KINDS, type NoticeKind } from "@atlas/core/push/notice";
import { Card } from "@atlas/ui/card";
import { ErrorState } from "@atlas/ui/error-state";
import { Notice } from "@atlas/ui/notice";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { Switch } from "@atlas/ui/switch";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useDevice } from "./use-device.ts";

/** Whether this device is notified, and of what the rider is notified at all. */
export function NotificationSection(): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const settings = useQuery(rpc.notifications.settings.queryOptions());
  if (settings.data?.publicKey === null) return null;
  return (
    <section className="flex flex-col gap-3" aria-label={t("notifications.title")}>
      <div>
        <h2 className="text-lg font-bold">{t("notifications.title")}</h2>
        <p className="text-sm text-muted">{t("notifications.hint")}</p>
      </div>
      <Card className="flex flex-col gap-4">
        {settings.data ? (
          <>
            <DeviceRow />
            <KindSwitches kinds={settings.data.kinds} />
          </>
        ) : settings.isError ? (
          <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />
        ) : (
          <SkeletonRows rows={3} label={t("ui.loading")} />
        )}
      </Card>
    </section>
  );
}

function DeviceRow(): ReactNode {
  const t = useTranslations("notifications");
  const { state, isBusy, error, turnOn, turnOff } = useDevice();
  switch (state) {
    case undefined:
    case null:
      return null;
    case "unsupported":
      return <Notice>{t("unsupported")}</Notice>;
    case "denied":
      return <Notice tone="warn">{t("denied")}</Notice>;
    case "on":
    case "off":
      return (
        <div className="flex flex-col gap-2">
          <Switch
            label={t("thisDevice")}
            hint={state === "on" ? t("thisDeviceOn") : t("thisDeviceOff")}
            isOn={state === "on"}
            isDisabled={isBusy}
            onChange={(isOn) => (isOn ? turnOn() : turnOff())}
          />
          {error ? <Notice tone="stop">{t("failed")}</Notice> : null}
        </div>
      );
  }
}

function KindSwitches({ kinds }: { readonly kinds: { readonly [K in NoticeKind]: boolean } }): ReactNode {
  const t = useTranslations("notifications");
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const change = useMutation({
    ...rpc.notifications.change.mutationOptions(),
    onSuccess: (settings) => queryClient.setQueryData(rpc.notifications.settings.queryKey(), settings),
  });
  const shown = change.isPending ? { ...kinds, [change.variables.kind]: change.variables.isOn } : kinds;
  return (
    <div className="flex flex-col border-t border-line pt-2">
      {NOTICE_KINDS.map((kind) => (
        <Switch
          key={kind}
          label={t(`kinds.${kind}`)}
          isOn={shown[kind]}
          isDisabled={change.isPending}
          onChange={(isOn) => change.mutate({ kind, isOn })}
        />
      ))}
      {change.isError ? <Notice tone="stop">{t("failed")}</Notice> : null}
    </div>
  );
}
