"use client";
import { Button } from "@atlas/ui/button";
import { fieldOf } from "@atlas/ui/client/field-of";
import { type AccountResponse, useAccountCall } from "@atlas/ui/client/use-account-call";
import { Dialog } from "@atlas/ui/dialog";
import { Input } from "@atlas/ui/field";
import { Notice } from "@atlas/ui/notice";
import { PasswordInput } from "@atlas/ui/password-input";
import { useId, type SubmitEvent, type ReactNode } from "react";
import { useTranslations } from "use-intl";

interface ProveAgainProps {
  readonly path: "two-factor/generate-backup-codes" | "two-factor/disable";
  readonly isOpen: boolean;
  readonly title: string;
  readonly description: string;
  readonly onClose: () => void;
  readonly onDone: (response: AccountResponse) => void;
}

/** Asks for the password and a code before what a session alone may not do. */
export function ProveAgain({ path, isOpen, title, description, onClose, onDone }: ProveAgainProps): ReactNode {
  const t = useTranslations();
  const formId = useId();
  const { isBusy, failureText, ask } = useAccountCall(path);
  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const done = await ask({ password: fieldOf(form, "password"), code: fieldOf(form, "code") });
    if (done !== null) onDone(done);
  }
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={title}
      description={description}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button type="submit" form={formId} variant="primary" isBusy={isBusy}>
            {title}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <PasswordInput label={t("secondFactor.password")} name="password" autoComplete="current-password" required />
        <Input
          label={t("secondFactor.code")}
          name="code"
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          className="font-mono"
          required
        />
        {failureText === null ? null : <Notice tone="stop">{failureText}</Notice>}
      </form>
    </Dialog>
  );
}
