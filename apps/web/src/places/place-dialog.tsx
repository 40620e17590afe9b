"use client";
import { MAX_PLACE_NAME } from "@atlas/core/places/saved-place";
import { useRpc } from "@atlas/features/rpc";
import { useCity } from "@atlas/features/use-city";
import { Button } from "@atlas/ui/button";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { Dialog } from "@atlas/ui/dialog";
import { Input } from "@atlas/ui/field";
import { Notice } from "@atlas/ui/notice";
import { toast } from "@atlas/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SubmitEvent, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PlaceField } from "../plan/place-list.tsx";
import { PlaceResults } from "../plan/place-results.tsx";
import { PlaceRow } from "../plan/place-row.tsx";
import { usePlaceSearch } from "../plan/use-place-search.ts";
import type { Place, SavedPlace } from "../views.ts";

/** A saved place that is changed, or one of a kind that is added. */
export interface EditedPlace {
  readonly kind: SavedPlace["kind"];
  readonly place: SavedPlace | null;
}

interface PlaceDialogProps {
  readonly edited: EditedPlace | null;
  readonly onClose: () => void;
}

/** Where a saved place is, and what it is called. */
export function PlaceDialog({ edited, onClose }: PlaceDialogProps): ReactNode {
  const t = useTranslations("places");
  const title = edited === null ? "" : t(`${edited.place === null ? "addTitle" : "changeTitle"}.${edited.kind}`);
  return (
    <Dialog isOpen={edited !== null} onClose={onClose} title={title}>
      {edited === null ? null : <PlaceForm edited={edited} onDone={onClose} />}
    </Dialog>
  );
}

function PlaceForm({ edited, onDone }: { readonly edited: EditedPlace; readonly onDone: () => void }): ReactNode {
  const t = useTranslations("places");
  const errorText = useErrorText();
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const [place, setPlace] = useState<Place | null>(edited.place);
  const [name, setName] = useState(edited.place?.name ?? "");
  const isNamed = edited.kind === "other";
  const onSuccess = async (): Promise<void> => {
    toast.success(t("saved"));
    await queryClient.invalidateQueries(rpc.place.pathFilter());
    onDone();
  };
  const save = useMutation(rpc.place.save.mutationOptions({ onSuccess }));
  const change = useMutation(rpc.place.change.mutationOptions({ onSuccess }));
  const error = save.error ?? change.error;

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (place === null) return;
    const where = { label: place.label, lat: place.lat, lng: place.lng };
    const called = isNamed ? { name: name.trim() } : {};
    if (edited.place === null) save.mutate({ kind: edited.kind, ...called, place: where });
    else change.mutate({ placeId: edited.place.placeId, ...called, place: where });
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4" noValidate>
      {isNamed ? (
        <Input
          label={t("name")}
          placeholder={t("namePlaceholder")}
          value={name}
          maxLength={MAX_PLACE_NAME}
          onChange={(event) => setName(event.target.value)}
        />
      ) : null}
      {place === null ? (
        <Chooser onChoose={setPlace} />
      ) : (
        <div>
          <p className="text-sm font-semibold">{t("where")}</p>
          <PlaceRow
            icon="place"
            title={place.label}
            trailing={
              <span className="shrink-0 text-sm font-semibold underline underline-offset-4">{t("change")}</span>
            }
            onClick={() => setPlace(null)}
          />
        </div>
      )}
      {error ? <Notice tone="stop">{errorText(error)}</Notice> : null}
      <Button
        type="submit"
        variant="primary"
        isWide
        isBusy={save.isPending || change.isPending}
        disabled={place === null || (isNamed && name.trim() === "")}
      >
        {t("save")}
      </Button>
    </form>
  );
}

function Chooser({ onChoose }: { readonly onChoose: (place: Place) => void }): ReactNode {
  const t = useTranslations("places");
  const city = useCity();
  const search = usePlaceSearch({ near: city.data?.center ?? null, from: null, hasSaved: false }, onChoose);
  return (
    <div className="flex flex-col gap-2">
      <PlaceField combobox={search.combobox} label={t("where")} />
      <div className="max-h-72 min-h-40 overflow-y-auto">
        <PlaceResults search={search} />
      </div>
    </div>
  );
}
