"use client";
import type { RestrictionKind } from "@atlas/core/people/restriction";
import { useRpc } from "@atlas/features/rpc";
import { Button } from "@atlas/ui/button";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { ReasonDialog } from "../shell/reason-dialog.tsx";

interface RestorePersonProps {
  readonly userId: string;
  readonly kind: RestrictionKind;
}

/** Lifts the block or suspension that holds. */
export function RestorePerson({ userId, kind }: RestorePersonProps): ReactNode {
  const t = useTranslations("people");
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button size="sm" onClick={() => setIsOpen(true)}>
        {t(`lifts.${kind}`)}
      </Button>
      <RestoreDialog userId={userId} kind={kind} isOpen={isOpen} onClose={() => setIsOpen(false)} />
    </>
  );
}

interface RestoreDialogProps extends RestorePersonProps {
  /** Of the person, where the page does not say it. */
  readonly name?: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** The question before a block or suspension is lifted. */
export function RestoreDialog({ userId, kind, name, isOpen, onClose }: RestoreDialogProps): ReactNode {
  const t = useTranslations("people");
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const restore = useMutation(
    rpc.people.restore.mutationOptions({
      onSuccess: async () => {
        onClose();
        await Promise.all([
          queryClient.invalidateQueries(rpc.people.get.queryFilter({ userId })),
          queryClient.invalidateQueries(rpc.staff.list.queryFilter()),
        ]);
      },
    }),
  );
  return (
    <ReasonDialog
      isOpen={isOpen}
      onClose={onClose}
      title={name === undefined ? t(`lifts.${kind}`) : `${t(`lifts.${kind}`)}: ${name}`}
      description={t("liftHint")}
      action={t(`lifts.${kind}`)}
      isBusy={restore.isPending}
      error={restore.error}
      onSubmit={(reason) => restore.mutate({ userId, reason })}
    />
  );
}
