"use client";
import { useRpc } from "@atlas/features/rpc";
import { Button } from "@atlas/ui/button";
import { Card } from "@atlas/ui/card";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { ErrorState } from "@atlas/ui/error-state";
import { IconButton } from "@atlas/ui/icon-button";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { toast } from "@atlas/ui/toast";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PageFrame } from "../frame/page-frame.tsx";
import { PlaceRow } from "../plan/place-row.tsx";
import type { SavedPlace } from "../views.ts";
import { type EditedPlace, PlaceDialog } from "./place-dialog.tsx";

const HOME_AND_WORK = ["home", "work"] as const;

/** Home, work and the other places that a rider keeps. */
export function PlacesPage(): ReactNode {
  const t = useTranslations("places");
  const ui = useTranslations("ui");
  const rpc = useRpc();
  const saved = useQuery(rpc.place.saved.queryOptions({}));
  const [edited, setEdited] = useState<EditedPlace | null>(null);
  return (
    <PageFrame title={t("title")} backHref="/profile">
      {saved.isPending ? (
        <SkeletonRows rows={3} label={ui("loading")} />
      ) : saved.isError ? (
        <ErrorState error={saved.error} onRetry={() => void saved.refetch()} />
      ) : (
        <>
          <p className="text-muted">{t("hint")}</p>
          <Card isPadded={false}>
            <ul className="divide-y divide-line">
              {HOME_AND_WORK.map((kind) => {
                const place = saved.data.find((one) => one.kind === kind) ?? null;
                return <SavedRow key={kind} kind={kind} place={place} onEdit={() => setEdited({ kind, place })} />;
              })}
              {saved.data.map((place) =>
                place.kind === "other" ? (
                  <SavedRow
                    key={place.placeId}
                    kind="other"
                    place={place}
                    onEdit={() => setEdited({ kind: "other", place })}
                  />
                ) : null,
              )}
            </ul>
          </Card>
          <Button onClick={() => setEdited({ kind: "other", place: null })}>
            <Plus size={20} aria-hidden="true" />
            {t("add")}
          </Button>
        </>
      )}
      <PlaceDialog edited={edited} onClose={() => setEdited(null)} />
    </PageFrame>
  );
}

interface SavedRowProps {
  readonly kind: SavedPlace["kind"];
  readonly place: SavedPlace | null;
  readonly onEdit: () => void;
}

function SavedRow({ kind, place, onEdit }: SavedRowProps): ReactNode {
  const t = useTranslations("places");
  const plan = useTranslations("plan");
  const title = place?.name ?? plan(`saved.${kind}`);
  return (
    <li className="flex items-center gap-1 px-2">
      <div className="min-w-0 grow">
        <PlaceRow icon={kind} title={title} detail={place?.label ?? t("notSet")} onClick={onEdit} />
      </div>
      {place === null ? null : <Remove place={place} title={title} />}
    </li>
  );
}

function Remove({ place, title }: { readonly place: SavedPlace; readonly title: string }): ReactNode {
  const t = useTranslations("places");
  const errorText = useErrorText();
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const remove = useMutation(
    rpc.place.delete.mutationOptions({
      onSuccess: async () => {
        toast(t("removed", { name: title }));
        await queryClient.invalidateQueries(rpc.place.pathFilter());
      },
      onError: (error) => toast.error(errorText(error)),
    }),
  );
  return (
    <IconButton
      label={t("remove", { name: title })}
      disabled={remove.isPending}
      onClick={() => remove.mutate({ placeId: place.placeId })}
    >
      <Trash2 size={20} aria-hidden="true" />
    </IconButton>
  );
}
