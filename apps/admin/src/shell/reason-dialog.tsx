"use client";
import { Button } from "@atlas/ui/button";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { Dialog } from "@atlas/ui/dialog";
import { Input } from "@atlas/ui/field";
import { Notice } from "@atlas/ui/notice";
import { useId, useState, type ReactNode, type SubmitEvent } from "react";
import { useTranslations } from "use-intl";

interface ReasonDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: string;
  readonly action: string;
  readonly isDangerous?: boolean;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly onSubmit: (reason: string) => void;
  /** Fields before the reason. */
  readonly children?: ReactNode;
}

/** An act with consequences: what it does, whatever it needs, and why. */
export function ReasonDialog(props: ReasonDialogProps): ReactNode {
  const { isOpen, onClose, title, description, action, isDangerous = false, isBusy } = props;
  const t = useTranslations("ui");
  const formId = useId();
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={title}
      {...(description === undefined ? {} : { description })}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" form={formId} variant={isDangerous ? "danger" : "primary"} isBusy={isBusy}>
            {action}
          </Button>
        </>
      }
    >
      <ReasonForm {...props} formId={formId} />
    </Dialog>
  );
}

function ReasonForm({ formId, onSubmit, error, children }: ReasonDialogProps & { readonly formId: string }): ReactNode {
  const t = useTranslations("common");
  const errorText = useErrorText();
  const [reason, setReason] = useState("");
  // The form is new each time the dialog opens; what an attempt before that was refused with is not about this one.
  const [earlier] = useState(error);
  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    if (reason.trim() !== "") onSubmit(reason.trim());
  }
  return (
    <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
      {children}
      <Input
        label={t("reason")}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
        maxLength={200}
        required
      />
      {error && error !== earlier ? <Notice tone="stop">{errorText(error)}</Notice> : null}
    </form>
  );
}
