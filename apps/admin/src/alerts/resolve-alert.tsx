"use client";
import { useRpc } from "@atlas/features/rpc";
import { Button } from "@atlas/ui/button";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { Dialog } from "@atlas/ui/dialog";
import { Input } from "@atlas/ui/field";
import { Notice } from "@atlas/ui/notice";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type ReactNode, type SubmitEvent } from "react";
import { useTranslations } from "use-intl";

import { useMay } from "../shell/may.tsx";

/** Says what an operator has found out about an alert, which closes it. */
export function ResolveAlert({ alertId }: { readonly alertId: string }): ReactNode {
  const t = useTranslations("alerts");
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const formId = useId();
  const [isOpen, setIsOpen] = useState(false);
  const [note, setNote] = useState("");
  const resolve = useMutation(
    rpc.ops.resolveAlert.mutationOptions({
      onSuccess: async () => {
        setIsOpen(false);
        await queryClient.invalidateQueries(rpc.ops.alerts.pathFilter());
      },
    }),
  );
  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    if (note.trim() !== "") resolve.mutate({ alertId, note: note.trim() });
  }
  if (!useMay("ops.act")) return null;
  return (
    <>
      <Button size="sm" onClick={() => setIsOpen(true)}>
        {t("resolve")}
      </Button>
      <Dialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title={t("resolveTitle")}
        description={t("resolveHint")}
        actions={
          <>
            <Button onClick={() => setIsOpen(false)}>{t("keepOpen")}</Button>
            <Button
              type="submit"
              form={formId}
              variant="primary"
              isBusy={resolve.isPending}
              disabled={note.trim() === ""}
            >
              {t("resolve")}
            </Button>
          </>
        }
      >
        <form id={formId} onSubmit={submit}>
          <Input
            label={t("note")}
            value={note}
            onChange={({ target }) => setNote(target.value)}
            maxLength={500}
            required
          />
        </form>
        {resolve.error ? <Notice tone="stop">{errorText(resolve.error)}</Notice> : null}
      </Dialog>
    </>
  );
}
