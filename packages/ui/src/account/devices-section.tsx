"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { ErrorState } from "../components/error-state.tsx";
import { SkeletonRows } from "../components/skeleton.tsx";
import type { AccountCalls, OwnSession } from "./account-calls.ts";
import { DeviceRow } from "./device-row.tsx";
import { PasswordDialog } from "./password-dialog.tsx";

const KEY = ["account", "sessions"];

/** Which session is to end: one, or all others. */
type Ending = OwnSession | "others";

/** Where the person is signed in, with buttons that end each, and all others at once, by the password. */
export function DevicesSection({ calls }: { readonly calls: AccountCalls }): ReactNode {
  const t = useTranslations("ui");
  const queryClient = useQueryClient();
  const [ending, setEnding] = useState<Ending | null>(null);
  const list = useQuery({ queryKey: KEY, queryFn: calls.sessions });
  const end = useMutation({
    mutationFn: async ({ which, password }: { readonly which: Ending; readonly password: string }) =>
      which === "others"
        ? calls.signOutElsewhere({ password })
        : calls.endSession({ sessionId: which.sessionId, password }),
    onSuccess: async () => {
      setEnding(null);
      await queryClient.invalidateQueries({ queryKey: KEY });
    },
  });
  function close(): void {
    setEnding(null);
    end.reset();
  }
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
              <DeviceRow key={session.sessionId} session={session} onEnd={() => setEnding(session)} />
            ))}
          </ul>
        )}
        {items !== undefined && items.length > 1 ? (
          <Button onClick={() => setEnding("others")}>{t("account.signOutElsewhere")}</Button>
        ) : null}
        {items?.length === 1 ? <p className="text-sm text-muted">{t("account.onlyHere")}</p> : null}
      </Card>
      <PasswordDialog
        isOpen={ending !== null}
        onClose={close}
        title={t("account.endTitle")}
        description={t("account.endWhat")}
        act={t("account.end")}
        isBusy={end.isPending}
        error={end.error}
        onPassword={(password) => (ending === null ? undefined : end.mutate({ which: ending, password }))}
      />
    </section>
  );
}
