"use client";
import { Button } from "@atlas/ui/button";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { Input } from "@atlas/ui/field";
import { Notice } from "@atlas/ui/notice";
import { useState, type SubmitEvent, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { OrderView } from "../views.ts";
import { HoldButton } from "./hold-button.tsx";
import { OverrideDialog } from "./override-dialog.tsx";
import { useTripStep, type TripStep } from "./use-trip-step.ts";

/** The one next step of the trip, under the thumb. */
export function TripAction({ order }: { readonly order: OrderView }): ReactNode {
  const step = useTripStep(order);
  return (
    <>
      <NextStep order={order} step={step} />
      <OverrideDialog step={step} />
    </>
  );
}

function NextStep({ order, step }: NextStepProps): ReactNode {
  const t = useTranslations("trip");
  switch (order.status) {
    case "MATCHED":
      return <Arrive step={step} />;
    case "ARRIVED":
      return (
        <div className="flex flex-col gap-3">
          {isLost(order) ? <Arrive step={step} /> : null}
          <StartTrip order={order} step={step} />
        </div>
      );
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

/** The next thing is then to be at the pickup again. */
function isLost({ arrival }: OrderView): boolean {
  return arrival?.lostAt != null;
}

interface NextStepProps {
  readonly order: OrderView;
  readonly step: TripStep;
}

function Arrive({ step }: Pick<NextStepProps, "step">): ReactNode {
  const t = useTranslations("trip");
  return (
    <Button variant="primary" size="xl" isWide isBusy={step.isBusy} onClick={() => step.take("ARRIVED")}>
      {t("arrived")}
    </Button>
  );
}

function StartTrip({ order, step }: NextStepProps): ReactNode {
  const t = useTranslations("trip");
  const errorText = useErrorText();
  const [isPinMissing, setIsPinMissing] = useState(false);
  const refusal = step.error === null || step.disputed !== null ? null : errorText(step.error);

  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    if (!order.hasStartPin) return step.take("STARTED");
    const entry = new FormData(event.currentTarget).get("pin");
    const pin = typeof entry === "string" ? entry.trim() : "";
    setIsPinMissing(pin === "");
    if (pin !== "") step.take("STARTED", { startPin: pin });
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
      <Button type="submit" variant={isLost(order) ? "secondary" : "primary"} size="xl" isWide isBusy={step.isBusy}>
        {t("start")}
      </Button>
    </form>
  );
}
