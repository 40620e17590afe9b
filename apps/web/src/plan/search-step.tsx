"use client";
import { useRpc } from "@atlas/features/rpc";
import { Button } from "@atlas/ui/button";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { Notice } from "@atlas/ui/notice";
import { Sheet } from "@atlas/ui/sheet";
import { StepHeading } from "@atlas/ui/step-heading";
import { toast } from "@atlas/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Locate, Map as MapIcon } from "lucide-react";
import type { Dispatch, ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PlaceField } from "./place-list.tsx";
import { PlaceResults } from "./place-results.tsx";
import type { End, Plan, PlanAction } from "./plan.ts";
import type { LocateState } from "./use-own-position.ts";
import { MIN_LETTERS, usePlaceSearch } from "./use-place-search.ts";
import type { Point } from "./use-suggestions.ts";

interface SearchStepProps {
  readonly end: End;
  readonly plan: Plan;
  readonly dispatch: Dispatch<PlanAction>;
  readonly near: Point | null;
  /** From where distances are: the pickup, or where the rider stands. */
  readonly from: Point | null;
  readonly locateState: LocateState;
  readonly onUseOwnPosition: () => void;
}

/** One end of the trip by name, by the map, or (for the pickup) by where the rider stands. */
export function SearchStep(props: SearchStepProps): ReactNode {
  const { end, plan, dispatch, near, from, locateState, onUseOwnPosition } = props;
  const t = useTranslations("plan");
  const search = usePlaceSearch({ near, from, hasSaved: true }, (place) => dispatch({ type: "place", end, place }));
  return (
    <Sheet
      label={t(end === "pickup" ? "pickupQuestion" : "dropoffQuestion")}
      height="full"
      header={
        <div className="flex flex-col gap-3">
          <StepHeading
            title={t(end === "pickup" ? "pickupQuestion" : "dropoffQuestion")}
            hint={end === "pickup" && plan.dropoff ? t("goingTo", { place: plan.dropoff.label }) : undefined}
            onBack={() => dispatch({ type: "back" })}
          />
          <div role="search">
            <PlaceField
              combobox={search.combobox}
              label={t(end === "pickup" ? "searchPickup" : "searchDropoff")}
              isLabelHidden
              takesFocus
            />
          </div>
        </div>
      }
    >
      <div className="flex flex-col gap-1">
        {end === "pickup" ? (
          <ActionRow
            icon={<Locate size={18} aria-hidden="true" />}
            label={locateState === "asking" ? t("locating") : t("useOwnPosition")}
            onClick={onUseOwnPosition}
          />
        ) : null}
        <ActionRow
          icon={<MapIcon size={18} aria-hidden="true" />}
          label={t("chooseOnMap")}
          onClick={() => dispatch({ type: "pin", end })}
        />
        {end === "pickup" && (locateState === "refused" || locateState === "unavailable") ? (
          <Notice tone="warn">{t(locateState === "refused" ? "locateRefused" : "locateUnavailable")}</Notice>
        ) : null}
        <div className="border-t border-line pt-2">
          <PlaceResults search={search} />
          {search.query.length < MIN_LETTERS && search.hasRecent ? <ClearRecent /> : null}
        </div>
      </div>
    </Sheet>
  );
}

/** Recent places are nobody's business but the rider's: they can be cleared where they are shown. */
function ClearRecent(): ReactNode {
  const t = useTranslations("plan");
  const errorText = useErrorText();
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const clear = useMutation(
    rpc.place.clearRecent.mutationOptions({
      onSuccess: () => queryClient.setQueryData(rpc.place.recent.queryKey({}), []),
      onError: (error) => toast.error(errorText(error)),
    }),
  );
  return (
    <Button variant="quiet" isBusy={clear.isPending} onClick={() => clear.mutate({})}>
      {t("clearRecent")}
    </Button>
  );
}

interface ActionRowProps {
  readonly icon: ReactNode;
  readonly label: string;
  readonly onClick: () => void;
}

function ActionRow({ icon, label, onClick }: ActionRowProps): ReactNode {
  return (
    <button
      type="button"
      onClick={onClick}
      className="flex min-h-13 w-full items-center gap-3 rounded-control px-2 text-left font-semibold hover:bg-sunken"
    >
      <span className="flex size-9 items-center justify-center rounded-full bg-ink text-surface">{icon}</span>
      {label}
    </button>
  );
}
