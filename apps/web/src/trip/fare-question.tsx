"use client";
import { useRpc } from "@atlas/features/rpc";
import { Button } from "@atlas/ui/button";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { useLocale } from "@atlas/ui/client/use-locale";
import { useTimeZone } from "@atlas/ui/client/use-time-zone";
import { formatInstant, formatMoney } from "@atlas/ui/format";
import { Notice } from "@atlas/ui/notice";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { Order } from "../views.ts";

/**
 * How often an ended trip is read again, in milliseconds, until the ledger has settled it and its fare is decided: the server
 * closes the question, not the phone's clock.
 */
export function unsettledInterval(order: Order): number | false {
  if (order.settlement === "pending") return 2_000;
  return order.fareReason?.question?.answer === null ? 5_000 : false;
}

/** "Did you arrive?" with what a yes adds and until when it can be said; afterwards, what became of it. */
export function FareQuestion({ order }: { readonly order: Order }): ReactNode {
  const t = useTranslations("fareQuestion");
  const locale = useLocale();
  const question = order.fareReason?.question ?? null;
  if (question === null) return null;
  const amount = formatMoney(question.amountMinor, order.currency, locale);
  if (question.answer === null) return <OpenQuestion order={order} amount={amount} confirmBy={question.confirmBy} />;
  return (
    <Notice tone={question.answer === "yes" ? "go" : "info"}>
      {t(question.answer, { amount, name: order.driver?.name ?? "" })}
    </Notice>
  );
}

interface OpenQuestionProps {
  readonly order: Order;
  readonly amount: string;
  readonly confirmBy: string;
}

function OpenQuestion({ order, amount, confirmBy }: OpenQuestionProps): ReactNode {
  const t = useTranslations("fareQuestion");
  const locale = useLocale();
  const timeZone = useTimeZone();
  const errorText = useErrorText();
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const answer = useMutation(
    rpc.order.confirmFare.mutationOptions({
      onSuccess: (answered) =>
        queryClient.setQueryData(rpc.order.get.queryKey({ orderId: answered.orderId }), answered),
      onSettled: () => {
        void queryClient.invalidateQueries(rpc.order.pathFilter());
        void queryClient.invalidateQueries(rpc.wallet.pathFilter());
      },
    }),
  );
  const say = (hasArrived: boolean): void => answer.mutate({ orderId: order.orderId, hasArrived });
  const isSaying = (hasArrived: boolean): boolean => answer.isPending && answer.variables.hasArrived === hasArrived;
  const at = formatInstant(confirmBy, "time", locale, timeZone);
  return (
    <section aria-labelledby="fare-question" className="flex flex-col gap-3 rounded-card bg-warn-soft p-4">
      <h2 id="fare-question" className="text-lg font-bold">
        {t("title")}
      </h2>
      <p>{t("hint", { amount, name: order.driver?.name ?? "", at })}</p>
      {answer.isError ? <Notice tone="stop">{errorText(answer.error)}</Notice> : null}
      <div className="grid grid-cols-2 gap-2">
        <Button size="lg" isWide isBusy={isSaying(false)} disabled={answer.isPending} onClick={() => say(false)}>
          {t("sayNo")}
        </Button>
        <Button
          variant="primary"
          size="lg"
          isWide
          isBusy={isSaying(true)}
          disabled={answer.isPending}
          onClick={() => say(true)}
        >
          {t("sayYes")}
        </Button>
      </div>
    </section>
  );
}
