"use client";
import { Button } from "@atlas/ui/button";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { Dialog } from "@atlas/ui/dialog";
import { Input } from "@atlas/ui/field";
import { Notice } from "@atlas/ui/notice";
import { useState, type ReactNode, type SubmitEvent } from "react";
import { useTranslations } from "use-intl";

import type { TripStep } from "./use-trip-step.ts";

const FORM = "override";

/** The position speaks against the step: the driver tries again, or insists and says where they are. */
export function OverrideDialog({ step }: { readonly step: TripStep }): ReactNode {
  const t = useTranslations("trip.override");
  const errorText = useErrorText();
  const [isNoteMissing, setIsNoteMissing] = useState(false);
  const { disputed, error } = step;

  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    const entry = new FormData(event.currentTarget).get("note");
    const note = typeof entry === "string" ? entry.trim() : "";
    setIsNoteMissing(note === "");
    if (note !== "" && disputed !== null) step.take(disputed, { note });
  }

  return (
    <Dialog
      isOpen={disputed !== null}
      onClose={step.reset}
      title={t("title")}
      description={t("hint")}
      actions={
        <>
          <Button size="lg" onClick={step.reset}>
            {t("back")}
          </Button>
          <Button size="lg" variant="primary" type="submit" form={FORM} isBusy={step.isBusy}>
            {t("confirm")}
          </Button>
        </>
      }
    >
      {error === null ? null : <Notice tone="warn">{errorText(error)}</Notice>}
      <form id={FORM} onSubmit={submit} noValidate>
        <Input
          label={t("note")}
          hint={t("noteHint")}
          name="note"
          maxLength={200}
          autoComplete="off"
          error={isNoteMissing ? t("noteMissing") : null}
        />
      </form>
    </Dialog>
  );
}
