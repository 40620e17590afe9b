"use client";
import { useId, useState, type ReactNode, type SubmitEvent } from "react";
import { useTranslations } from "use-intl";

import { useErrorText } from "../client/use-error-text.ts";
import { Button } from "../components/button.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Notice } from "../components/notice.tsx";
import { PasswordInput } from "../components/password-input.tsx";

interface PasswordDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description: string;
  /** What the button says. */
  readonly act: string;
  readonly isBusy: boolean;
  /** Why the last try was refused. */
  readonly error: Error | null;
  readonly onPassword: (password: string) => void;
}

/** Asks somebody who is signed in for the password, before an act that a session alone may not do. */
export function PasswordDialog(props: PasswordDialogProps): ReactNode {
  const { isOpen, onClose, title, description, act, isBusy, error, onPassword } = props;
  const t = useTranslations("ui");
  const errorText = useErrorText();
  const formId = useId();
  const [password, setPassword] = useState("");
  const [wasOpen, setWasOpen] = useState(isOpen);
  if (wasOpen !== isOpen) {
    setWasOpen(isOpen);
    setPassword("");
  }
  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    onPassword(password);
  }
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={title}
      description={description}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" form={formId} variant="primary" isBusy={isBusy} disabled={password === ""}>
            {act}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
        <PasswordInput
          label={t("account.currentPassword")}
          autoComplete="current-password"
          value={password}
          onChange={({ target }) => setPassword(target.value)}
          required
        />
        {error === null ? null : <Notice tone="stop">{errorText(error)}</Notice>}
      </form>
    </Dialog>
  );
}
