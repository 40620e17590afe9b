"use client";
import { VEHICLE_TYPES, type VehicleType } from "@atlas/core/vehicle";
import { useRpc } from "@atlas/features/rpc";
import { useCity } from "@atlas/features/use-city";
import { Button } from "@atlas/ui/button";
import { ChoiceList, type Choice } from "@atlas/ui/choice-list";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { useLocale } from "@atlas/ui/client/use-locale";
import { Input } from "@atlas/ui/field";
import { formatMoney } from "@atlas/ui/format";
import { Notice } from "@atlas/ui/notice";
import { toast } from "@atlas/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CarFront, Motorbike } from "lucide-react";
import { useState, type SubmitEvent, type ReactNode } from "react";
import { useTranslations } from "use-intl";

const ICONS = { "go-ride": Motorbike, "go-car": CarFront } as const;

interface VehicleFormProps {
  readonly onSaved?: () => void;
}

/** Type, plate and model of the vehicle that the driver uses from now on. */
export function VehicleForm({ onSaved }: VehicleFormProps): ReactNode {
  const t = useTranslations("vehicle");
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const [vehicleType, setVehicleType] = useState<VehicleType>("go-ride");
  const [faults, setFaults] = useState<{ readonly plate?: boolean; readonly model?: boolean }>({});
  const choices = useVehicleChoices();
  const save = useMutation(
    rpc.driver.saveVehicle.mutationOptions({
      onSuccess: (profile) => {
        queryClient.setQueryData(rpc.driver.profile.queryKey(), profile);
        toast.success(t("saved"));
        onSaved?.();
      },
    }),
  );

  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const plate = text(form, "plate").toUpperCase();
    const model = text(form, "model");
    setFaults({ plate: plate.length < 2, model: model.length < 1 });
    if (plate.length >= 2 && model.length >= 1) save.mutate({ vehicleType, plate, model });
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-5">
      <ChoiceList label={t("typeLabel")} value={vehicleType} onChange={setVehicleType} choices={choices} />
      <Input
        label={t("plate")}
        name="plate"
        placeholder={t("platePlaceholder")}
        autoComplete="off"
        autoCapitalize="characters"
        maxLength={20}
        className="uppercase placeholder:normal-case"
        error={faults.plate ? t("plateMissing") : null}
      />
      <Input
        label={t("model")}
        name="model"
        placeholder={t("modelPlaceholder")}
        autoComplete="off"
        maxLength={60}
        error={faults.model ? t("modelMissing") : null}
      />
      {save.error ? <Notice tone="stop">{errorText(save.error)}</Notice> : null}
      <Button type="submit" variant="primary" size="lg" isWide isBusy={save.isPending}>
        {t("save")}
      </Button>
    </form>
  );
}

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
}

/** What the city offers, with its tariff; both types while the city loads. */
function useVehicleChoices(): Choice<VehicleType>[] {
  const t = useTranslations("vehicle");
  const words = useTranslations("ui.vehicle");
  const locale = useLocale();
  const city = useCity().data ?? null;
  const money = (minor: string): string => (city ? formatMoney(minor, city.currency, locale) : "");
  const offered = city ? city.vehicleTypes.map((type) => type.vehicleType) : VEHICLE_TYPES;
  return offered.map((value) => {
    const Icon = ICONS[value];
    const terms = city?.vehicleTypes.find((type) => type.vehicleType === value);
    return {
      value,
      label: words(value),
      content: (
        <span className="flex items-center gap-3.5">
          <Icon size={28} aria-hidden="true" className="shrink-0" />
          <span className="flex grow flex-col">
            <span className="font-semibold">{words(value)}</span>
            {terms ? (
              <span className="text-sm text-muted">
                {t("capacity", { count: terms.capacity })} ·{" "}
                {t("tariff", { base: money(terms.baseMinor), perKm: money(terms.perKmMinor) })}
              </span>
            ) : null}
          </span>
        </span>
      ),
    };
  });
}
