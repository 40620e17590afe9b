"use client";
import { useCity } from "@atlas/features/use-city";
import { useRpc } from "@atlas/features/rpc";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { Select } from "@atlas/ui/field";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useCities } from "./use-cities.ts";

/** In which city the operator works, where there is a choice. Every page and every live view is of it, so that they begin anew. */
export function CitySwitch({ className }: { readonly className?: string }): ReactNode {
  const t = useTranslations("rail");
  const errorText = useErrorText();
  const cities = useCities();
  const city = useCity().data;
  const choose = useMutation(useRpc().city.choose.mutationOptions({ onSuccess: openSection }));
  const chosen = choose.isError ? city?.cityId : (choose.variables?.cityId ?? city?.cityId);
  if (cities.length < 2 || chosen === undefined) return null;
  return (
    <div className={className}>
      <Select
        label={t("city")}
        isLabelHidden
        inputSize="sm"
        value={chosen}
        disabled={choose.isPending}
        onChange={({ target }) => choose.mutate({ cityId: target.value })}
        options={cities.map(({ cityId, name }) => ({ value: cityId, label: name }))}
        error={choose.error ? errorText(choose.error) : null}
      />
    </div>
  );
}

/** The section of the page that was open: what the page shows may be of the city before. */
function openSection(): void {
  window.location.assign(`/${window.location.pathname.split("/")[1] ?? ""}`);
}
