"use client";
import { useMutation } from "@tanstack/react-query";
import { useId, useState, type ReactNode, type SubmitEvent } from "react";
import { useTranslations } from "use-intl";

import { useAuth } from "../client/auth.ts";
import { errorCodeOf } from "../client/error-code.ts";
import { useErrorText } from "../client/use-error-text.ts";
import { Button } from "../components/button.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Notice } from "../components/notice.tsx";
import { PasswordInput } from "../components/password-input.tsx";
import { Switch } from "../components/switch.tsx";
import type { DeleteAccount } from "./account-calls.ts";

/** Says what goes and what stays, asks for the password, and for what is left in the wallet where there is something. */
export function DeleteAccountDialog({ deleteAccount }: { readonly deleteAccount: DeleteAccount }): ReactNode {
  const t = useTranslations("ui");
  const auth = useAuth();
  const errorText = useErrorText();
  const formId = useId();
  const [isOpen, setIsOpen] = useState(false);
  const [password, setPassword] = useState("");
  const [forfeitsBalance, setForfeits] = useState(false);
  const remove = useMutation({
    mutationFn: deleteAccount,
    // The session is gone; this makes the page see it, and the cookie go.
    onSuccess: async () => void (await auth.signOut().catch(() => null)),
  });
  const hasBalance = remove.error !== null && errorCodeOf(remove.error) === "BALANCE_OUTSTANDING";
  function close(): void {
    setIsOpen(false);
    setPassword("");
    setForfeits(false);
    remove.reset();
  }
  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    remove.mutate({ password, forfeitsBalance });
  }
  return (
    <>
      <Button variant="danger" className="self-start" onClick={() => setIsOpen(true)}>
        {t("account.delete")}
      </Button>
      <Dialog
        isOpen={isOpen}
        onClose={close}
        title={t("account.deleteTitle")}
        description={t("account.deleteWhat")}
        actions={
          <>
            <Button onClick={close}>{t("cancel")}</Button>
            <Button type="submit" form={formId} variant="danger" isBusy={remove.isPending} disabled={password === ""}>
              {t("account.deleteNow")}
            </Button>
          </>
        }
      >
        <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
          <PasswordInput
            label={t("auth.password")}
            autoComplete="current-password"
            value={password}
            onChange={({ target }) => setPassword(target.value)}
            required
          />
          {hasBalance || forfeitsBalance ? (
            <Switch
              label={t("account.forfeit")}
              hint={t("account.forfeitHint")}
              isOn={forfeitsBalance}
              onChange={setForfeits}
            />
          ) : null}
          {remove.error ? <Notice tone="stop">{errorText(remove.error)}</Notice> : null}
        </form>
      </Dialog>
    </>
  );
}
