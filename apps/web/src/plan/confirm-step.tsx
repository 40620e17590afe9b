"use client";
import { MAX_NOTE } from "@atlas/core/free-text";
import { useRpc } from "@atlas/features/rpc";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { errorCodeOf } from "@atlas/ui/client/error-code";
import { useLocale } from "@atlas/ui/client/use-locale";
import { useTimeZone } from "@atlas/ui/client/use-time-zone";
import { Button } from "@atlas/ui/button";
import { ChoiceList } from "@atlas/ui/choice-list";
import { Input } from "@atlas/ui/field";
import { Money } from "@atlas/ui/figures";
import { formatInstant, formatMoney } from "@atlas/ui/format";
import { Notice } from "@atlas/ui/notice";
import { Sheet } from "@atlas/ui/sheet";
import { StepHeading } from "@atlas/ui/step-heading";
import { Switch } from "@atlas/ui/switch";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Banknote, Wallet } from "lucide-react";
import { useState, type Dispatch, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useActiveTrip } from "../trip/active-trip.tsx";
import type { Quote } from "../views.ts";
import { TopUpDialog } from "../wallet/top-up-dialog.tsx";
import { useBalance } from "../wallet/use-balance.ts";
import type { PlanAction } from "./plan.ts";
import type { Note } from "./use-note.ts";

type PaymentMethod = "wallet" | "cash";

interface ConfirmStepProps {
  readonly quote: Quote | null;
  readonly note: Note;
  readonly onPriceGone: () => void;
  readonly dispatch: Dispatch<PlanAction>;
}

const PRICE_GONE = new Set(["QUOTE_EXPIRED", "QUOTE_USED", "QUOTE_NOT_FOUND"]);

/** How to pay, what the driver should know, whether a PIN starts the trip, and the button that books. */
export function ConfirmStep({ quote, note, onPriceGone, dispatch }: ConfirmStepProps): ReactNode {
  const t = useTranslations();
  const locale = useLocale();
  const errorText = useErrorText();
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const { take } = useActiveTrip();
  const balance = useBalance();
  const [picked, setPicked] = useState<PaymentMethod | null>(null);
  const [startPin, setStartPin] = useState(false);
  const [isToppingUp, setIsToppingUp] = useState(false);

  const isShort = Boolean(quote && balance.data && BigInt(balance.data.availableMinor) < BigInt(quote.fareMinor));
  const method: PaymentMethod = isShort ? "cash" : (picked ?? "wallet");

  const book = useMutation(
    rpc.order.create.mutationOptions({
      onSuccess: (order) => {
        take(order);
        note.set("");
        dispatch({ type: "reset" });
        void queryClient.invalidateQueries(rpc.wallet.pathFilter());
        void queryClient.invalidateQueries(rpc.place.recent.pathFilter());
      },
      onError: (error) => {
        if (PRICE_GONE.has(errorCodeOf(error))) onPriceGone();
      },
    }),
  );

  const owed = quote?.owed ?? null;
  const owedText = useOwedText(owed, quote?.currency ?? "IDR");
  const toPayMinor =
    quote === null
      ? "0"
      : String(BigInt(quote.fareMinor) + (method === "cash" ? BigInt(owed?.amountMinor ?? "0") : 0n));
  const held = balance.data ? formatMoney(balance.data.availableMinor, balance.data.currency, locale) : null;
  return (
    <Sheet
      label={t("plan.confirmTitle")}
      header={<StepHeading title={t("plan.confirmTitle")} onBack={() => dispatch({ type: "back" })} />}
      footer={
        <Button
          variant="primary"
          size="lg"
          isWide
          isBusy={book.isPending}
          disabled={!quote}
          onClick={() =>
            quote && book.mutate({ quoteId: quote.quoteId, paymentMethod: method, startPin, note: note.text })
          }
        >
          <span>
            {t("plan.book")}
            {quote ? (
              <>
                {" · "}
                <Money minor={toPayMinor} currency={quote.currency} />
              </>
            ) : null}
          </span>
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        {quote ? (
          <div>
            <p className="text-3xl font-extrabold tracking-tight">
              <Money minor={toPayMinor} currency={quote.currency} />
            </p>
            <p className="text-muted">
              {t("plan.fareFor", { vehicle: t(`ui.vehicle.${quote.vehicleType}`), place: quote.dropoff.label })}
            </p>
          </div>
        ) : null}
        {owedText === null ? null : (
          <Notice>{t(method === "cash" ? "plan.owedCash" : "plan.owedWallet", owedText)}</Notice>
        )}
        <ChoiceList
          label={t("plan.paymentMethod")}
          value={method}
          onChange={setPicked}
          choices={[
            {
              value: "wallet",
              label: t("ui.payment.wallet"),
              isDisabled: isShort,
              content: (
                <PaymentChoice
                  icon={<Wallet size={22} aria-hidden="true" />}
                  title={t("ui.payment.wallet")}
                  detail={held ? t("plan.walletHas", { amount: held }) : t("plan.walletHolds")}
                />
              ),
            },
            {
              value: "cash",
              label: t("ui.payment.cash"),
              content: (
                <PaymentChoice
                  icon={<Banknote size={22} aria-hidden="true" />}
                  title={t("ui.payment.cash")}
                  detail={t("plan.cashHint")}
                />
              ),
            },
          ]}
        />
        {isShort ? (
          <Notice tone="warn" action={<Button onClick={() => setIsToppingUp(true)}>{t("wallet.topUp")}</Button>}>
            {t("plan.walletShort")}
          </Notice>
        ) : null}
        <Input
          label={t("plan.note")}
          placeholder={t("plan.notePlaceholder")}
          hint={t("plan.noteHint")}
          value={note.text}
          maxLength={MAX_NOTE}
          autoComplete="off"
          dir="auto"
          onChange={(event) => note.set(event.target.value)}
        />
        <Switch label={t("plan.startPin")} hint={t("plan.startPinHint")} isOn={startPin} onChange={setStartPin} />
        {book.isError ? <Notice tone="stop">{errorText(book.error)}</Notice> : null}
      </div>
      <TopUpDialog
        isOpen={isToppingUp}
        onClose={() => setIsToppingUp(false)}
        currency={quote?.currency ?? balance.data?.currency ?? "IDR"}
      />
    </Sheet>
  );
}

/** How much is owed of which day's trip, in words. */
function useOwedText(owed: Quote["owed"], currency: string): { amount: string; day: string } | null {
  const locale = useLocale();
  const timeZone = useTimeZone();
  if (owed === null) return null;
  const amount = formatMoney(owed.amountMinor, currency, locale);
  return { amount, day: formatInstant(owed.at, "day", locale, timeZone) };
}

interface PaymentChoiceProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly detail: string;
}

function PaymentChoice({ icon, title, detail }: PaymentChoiceProps): ReactNode {
  return (
    <span className="flex items-center gap-3">
      <span className="flex size-10 shrink-0 items-center justify-center rounded-full bg-sunken">{icon}</span>
      <span>
        <span className="block font-bold">{title}</span>
        <span className="block text-sm text-muted">{detail}</span>
      </span>
    </span>
  );
}
