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
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const restore = useMutation(
    rpc.people.restore.mutationOptions({
      onSuccess: async () => {
        setIsOpen(false);
        await queryClient.invalidateQueries(rpc.people.get.queryFilter({ userId }));
      },
    }),
  );
  return (
    <>
      <Button size="sm" onClick={() => setIsOpen(true)}>
        {t(`lifts.${kind}`)}
      </Button>
      <ReasonDialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title={t(`lifts.${kind}`)}
        description={t("liftHint")}
        action={t(`lifts.${kind}`)}
        isBusy={restore.isPending}
        error={restore.error}
        onSubmit={(reason) => restore.mutate({ userId, reason })}
      />
    </>
  );
}
