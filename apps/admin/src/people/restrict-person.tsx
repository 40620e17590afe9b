"use client";
import type { RestrictionKind } from "@atlas/core/people/restriction";
import { useRpc } from "@atlas/features/rpc";
import { Button } from "@atlas/ui/button";
import { ClockOffsetContext } from "@atlas/ui/client/clock-offset-context";
import { Select } from "@atlas/ui/field";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { use, useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { ReasonDialog } from "../shell/reason-dialog.tsx";

/** In days; null until somebody lifts it. */
const SPANS = [1, 3, 7, 30, null] as const;
const DAY_MS = 86_400_000;

interface RestrictPersonProps {
  readonly userId: string;
  readonly kind: RestrictionKind;
}

/** Blocks or suspends a person, for how long and why. */
export function RestrictPerson({ userId, kind }: RestrictPersonProps): ReactNode {
  const t = useTranslations("people");
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button size="sm" variant={kind === "block" ? "danger" : "secondary"} onClick={() => setIsOpen(true)}>
        {t(`acts.${kind}`)}
      </Button>
      <RestrictDialog userId={userId} kind={kind} isOpen={isOpen} onClose={() => setIsOpen(false)} />
    </>
  );
}

interface RestrictDialogProps extends RestrictPersonProps {
  /** Of the person, where the page does not say it. */
  readonly name?: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** The question before a block or a suspension. */
export function RestrictDialog({ userId, kind, name, isOpen, onClose }: RestrictDialogProps): ReactNode {
  const t = useTranslations("people");
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const offsetMs = use(ClockOffsetContext) ?? 0;
  const [days, setDays] = useState<(typeof SPANS)[number]>(null);
  const restrict = useMutation(
    rpc.people.restrict.mutationOptions({
      onSuccess: async () => {
        onClose();
        await Promise.all([
          queryClient.invalidateQueries(rpc.people.get.queryFilter({ userId })),
          queryClient.invalidateQueries(rpc.staff.list.queryFilter()),
        ]);
      },
    }),
  );
  function submit(reason: string): void {
    const until = days === null ? {} : { until: new Date(Date.now() + offsetMs + days * DAY_MS).toISOString() };
    restrict.mutate({ userId, kind, reason, ...until });
  }
  return (
    <ReasonDialog
      isOpen={isOpen}
      onClose={onClose}
      title={name === undefined ? t(`acts.${kind}`) : `${t(`acts.${kind}`)}: ${name}`}
      description={t(`hints.${kind}`)}
      action={t(`acts.${kind}`)}
      isDangerous={kind === "block"}
      isBusy={restrict.isPending}
      error={restrict.error}
      onSubmit={submit}
    >
      <Select
        label={t("span")}
        value={days === null ? "" : String(days)}
        onChange={({ target }) => setDays(SPANS.find((span) => String(span ?? "") === target.value) ?? null)}
        options={SPANS.map((span) => ({
          value: String(span ?? ""),
          label: span === null ? t("open") : t("spanDays", { days: span }),
        }))}
      />
    </ReasonDialog>
  );
}
