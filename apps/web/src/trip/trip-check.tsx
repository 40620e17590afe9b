"use client";
import { useRpc } from "@atlas/features/rpc";
import { Button } from "@atlas/ui/button";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { Notice } from "@atlas/ui/notice";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { Order } from "../views.ts";

/** Asks during the trip whether everything is all right, when something looks wrong, and sends the response. */
export function TripCheck({ order }: { readonly order: Order }): ReactNode {
  const t = useTranslations("trip.check");
  const errorText = useErrorText();
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const reply = useMutation(
    rpc.order.answerTripCheck.mutationOptions({
      onSuccess: async () => queryClient.invalidateQueries(rpc.order.active.queryFilter()),
    }),
  );
  const check = order.tripCheck;
  if (check === null) return null;
  const say = (said: "fine" | "help"): void => {
    reply.mutate({ orderId: order.orderId, alertId: check.alertId, answer: said });
  };
  const isBusy = (said: "fine" | "help"): boolean => reply.isPending && reply.variables.answer === said;
  const help = (
    <Button variant="danger" isBusy={isBusy("help")} onClick={() => say("help")}>
      {t("help")}
    </Button>
  );
  if (check.answer === "help") return <Notice tone="stop">{t("helpComes")}</Notice>;
  return (
    <section role="alert" aria-label={t("title")} className="flex flex-col gap-3">
      {check.answer === "fine" ? (
        <Notice tone="go" action={help}>
          {t("thanks")}
        </Notice>
      ) : (
        <>
          <Notice tone="warn">
            <strong className="block text-base">{t("title")}</strong>
            {t(`why.${check.kind}`)}
          </Notice>
          <div className="grid grid-cols-2 gap-2">
            <Button isBusy={isBusy("fine")} onClick={() => say("fine")}>
              {t("fine")}
            </Button>
            {help}
          </div>
        </>
      )}
      {reply.isError ? <Notice tone="stop">{errorText(reply.error)}</Notice> : null}
    </section>
  );
}
