"use client";
import { useRpc } from "@atlas/features/rpc";
import { Badge } from "@atlas/ui/badge";
import { Button } from "@atlas/ui/button";
import { Card } from "@atlas/ui/card";
import { Dialog } from "@atlas/ui/dialog";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { toast } from "@atlas/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CarFront, Motorbike } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { DriverProfile, Vehicle } from "../views.ts";
import { VehicleForm } from "./vehicle-form.tsx";

/** The driver's vehicles: which one is in use, and a button to change it. Offline only: a trip is taken with one vehicle. */
export function VehicleCard({ profile }: { readonly profile: DriverProfile }): ReactNode {
  const t = useTranslations("vehicle");
  const [isAdding, setIsAdding] = useState(false);
  const canChange = profile.status === "offline";
  return (
    <section className="flex flex-col gap-3">
      <h2 className="text-lg font-bold">{t("title")}</h2>
      <Card isPadded={false}>
        <ul className="divide-y divide-line">
          {profile.vehicles.map((vehicle) => (
            <VehicleRow key={vehicle.vehicleId} vehicle={vehicle} canChange={canChange} />
          ))}
        </ul>
      </Card>
      <Button disabled={!canChange} onClick={() => setIsAdding(true)}>
        {t("change")}
      </Button>
      {canChange ? null : <p className="text-sm text-muted">{t("offlineOnly")}</p>}
      <Dialog isOpen={isAdding} onClose={() => setIsAdding(false)} title={t("change")} description={t("firstHint")}>
        <VehicleForm onSaved={() => setIsAdding(false)} />
      </Dialog>
    </section>
  );
}

function VehicleRow({ vehicle, canChange }: { readonly vehicle: Vehicle; readonly canChange: boolean }): ReactNode {
  const t = useTranslations("vehicle");
  const words = useTranslations("ui.vehicle");
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const use = useMutation(
    rpc.tracker.setAvailability.mutationOptions({
      onSuccess: (profile) => queryClient.setQueryData(rpc.driver.profile.queryKey(), profile),
      onError: (error) => toast.error(errorText(error)),
    }),
  );
  const Icon = vehicle.vehicleType === "go-car" ? CarFront : Motorbike;
  return (
    <li className="flex items-center gap-4 px-4 py-3">
      <Icon size={28} aria-hidden="true" className="shrink-0" />
      <div className="min-w-0 grow">
        <p className="text-lg font-bold">{vehicle.plate}</p>
        <p className="truncate text-sm text-muted">
          {words(vehicle.vehicleType)} · {vehicle.model}
        </p>
      </div>
      {vehicle.isActive ? (
        <Badge tone="go">{t("active")}</Badge>
      ) : (
        <Button
          disabled={!canChange}
          isBusy={use.isPending}
          onClick={() => use.mutate({ isAvailable: false, vehicleId: vehicle.vehicleId })}
        >
          {t("use")}
        </Button>
      )}
    </li>
  );
}
