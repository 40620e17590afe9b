"use client";
import { Button } from "@atlas/ui/button";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { Input } from "@atlas/ui/field";
import { Notice } from "@atlas/ui/notice";
import { useState, type SubmitEvent, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { OrderView } from "../views.ts";
import { HoldButton } from "./hold-button.tsx";
import { useTripStep, type TripStep } from "./use-trip-step.ts";

/** The one next step of the trip, under the thumb. */
export function TripAction({ order }: { readonly order: OrderView }): ReactNode {
  const t = useTranslations("trip");
  const step = useTripStep(order);
  switch (order.status) {
    case "MATCHED":
      return (
        <Button variant="primary" size="xl" isWide isBusy={step.isBusy} onClick={() => step.take("ARRIVED")}>
          {t("arrived")}
        </Button>
      );
    case "ARRIVED":
      return <StartTrip order={order} step={step} />;
    case "STARTED":
      return (
        <HoldButton
          label={t("finish")}
          hint={t("finishHint")}
          holdingHint={t("finishHolding")}
          isBusy={step.isBusy}
          onConfirm={() => step.take("FINISHED")}
        />
      );
    default:
      return null;
  }
}

interface StartTripProps {
  readonly order: OrderView;
  readonly step: TripStep;
}

function StartTrip({ order, step }: StartTripProps): ReactNode {
  const t = useTranslations("trip");
  const errorText = useErrorText();
  const [isPinMissing, setIsPinMissing] = useState(false);
  const refusal = step.error === null ? null : errorText(step.error);

  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    if (!order.hasStartPin) return step.take("STARTED");
    const entry = new FormData(event.currentTarget).get("pin");
    const pin = typeof entry === "string" ? entry.trim() : "";
    setIsPinMissing(pin === "");
    if (pin !== "") step.take("STARTED", pin);
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-3">
      {order.hasStartPin ? (
        <Input
          label={t("pinLabel")}
          hint={t("pinHint", { name: order.riderName })}
          name="pin"
          inputMode="numeric"
          autoComplete="off"
          maxLength={12}
          className="figures text-center text-xl font-bold tracking-widest"
          error={isPinMissing ? t("pinMissing") : refusal}
        />
      ) : refusal === null ? null : (
        <Notice tone="stop">{refusal}</Notice>
      )}
      <Button type="submit" variant="primary" size="xl" isWide isBusy={step.isBusy}>
        {t("start")}
      </Button>
    </form>
  );
}
