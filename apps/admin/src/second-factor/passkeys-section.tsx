"use client";
import { Button } from "@atlas/ui/button";
import { Card } from "@atlas/ui/card";
import { fieldOf } from "@atlas/ui/client/field-of";
import { useAccountCall } from "@atlas/ui/client/use-account-call";
import { Dialog } from "@atlas/ui/dialog";
import { ErrorState } from "@atlas/ui/error-state";
import { Input } from "@atlas/ui/field";
import { Instant } from "@atlas/ui/figures";
import { Notice } from "@atlas/ui/notice";
import { PasswordInput } from "@atlas/ui/password-input";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useId, useState, useSyncExternalStore, type SubmitEvent, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { AddPasskey } from "./add-passkey.tsx";
import { hasPasskeys } from "./passkey.ts";
import { type Passkey, SECOND_FACTOR_KEY, useSecondFactor } from "./use-second-factor.ts";

/** The passkeys of the operator's own account: add, name, remove. */
export function PasskeysSection(): ReactNode {
  const t = useTranslations();
  const queryClient = useQueryClient();
  const state = useSecondFactor();
  const isThere = useSyncExternalStore(never, hasPasskeys, () => false);
  const [isAdding, setIsAdding] = useState(false);
  const [asked, setAsked] = useState<{ readonly what: "rename" | "remove"; readonly passkey: Passkey } | null>(null);
  const reread = (): void => {
    setAsked(null);
    setIsAdding(false);
    void queryClient.invalidateQueries({ queryKey: SECOND_FACTOR_KEY });
  };
  const passkeys = state.data?.passkeys;
  return (
    <section className="flex flex-col gap-3" aria-label={t("secondFactor.passkeys")}>
      <h2 className="text-lg font-bold">{t("secondFactor.passkeys")}</h2>
      <Card className="flex flex-col gap-4">
        <p className="text-sm text-muted">{t("secondFactor.passkeysHint")}</p>
        {passkeys === undefined ? (
          state.isError ? (
            <ErrorState error={state.error} onRetry={() => void state.refetch()} />
          ) : (
            <SkeletonRows rows={2} label={t("ui.loading")} />
          )
        ) : passkeys.length === 0 ? (
          <p>{t("secondFactor.noPasskeys")}</p>
        ) : (
          <ul className="flex flex-col gap-4">
            {passkeys.map((passkey) => (
              <Row key={passkey.id} passkey={passkey} onAct={(what) => setAsked({ what, passkey })} />
            ))}
          </ul>
        )}
        {!isThere ? (
          <Notice>{t("secondFactor.passkeysNotHere")}</Notice>
        ) : isAdding ? (
          <AddPasskey onDone={reread} />
        ) : (
          <Button onClick={() => setIsAdding(true)} className="self-start">
            {t("secondFactor.addPasskey")}
          </Button>
        )}
      </Card>
      {asked === null ? null : <ActOn {...asked} onClose={() => setAsked(null)} onDone={reread} />}
    </section>
  );
}

interface RowProps {
  readonly passkey: Passkey;
  readonly onAct: (what: "rename" | "remove") => void;
}

function Row({ passkey: { name, createdAt }, onAct }: RowProps): ReactNode {
  const t = useTranslations("secondFactor");
  return (
    <li className="flex flex-wrap items-center gap-3">
      <KeyRound size={22} aria-hidden="true" className="shrink-0 text-muted" />
      <div className="min-w-0 grow">
        <p className="break-words font-semibold">{name}</p>
        <p className="text-sm text-muted">
          <Instant at={createdAt} format="full" />
        </p>
      </div>
      <span className="flex gap-2">
        <Button size="sm" onClick={() => onAct("rename")} aria-label={t("renamePasskey", { name })}>
          {t("rename")}
        </Button>
        <Button size="sm" onClick={() => onAct("remove")} aria-label={t("removePasskey", { name })}>
          {t("removeOne")}
        </Button>
      </span>
    </li>
  );
}

interface ActOnProps {
  readonly what: "rename" | "remove";
  readonly passkey: Passkey;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function ActOn({ what, passkey: { id, name }, onClose, onDone }: ActOnProps): ReactNode {
  const t = useTranslations();
  const formId = useId();
  const isRemoval = what === "remove";
  const rename = useAccountCall("passkey/update-passkey");
  const remove = useAccountCall("passkey/delete-passkey");
  const { isBusy, failureText, ask } = isRemoval ? remove : rename;
  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const given = isRemoval ? { password: fieldOf(form, "password") } : { name: fieldOf(form, "name") };
    if ((await ask({ id, ...given })) !== null) onDone();
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t(isRemoval ? "secondFactor.removePasskey" : "secondFactor.renamePasskey", { name })}
      {...(isRemoval ? { description: t("secondFactor.removePasskeyHint") } : {})}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button type="submit" form={formId} variant="primary" isBusy={isBusy}>
            {t(isRemoval ? "secondFactor.removeOne" : "secondFactor.rename")}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        {isRemoval ? (
          <PasswordInput label={t("secondFactor.password")} name="password" autoComplete="current-password" required />
        ) : (
          <Input label={t("secondFactor.passkeyName")} name="name" defaultValue={name} maxLength={60} required />
        )}
        {failureText === null ? null : <Notice tone="stop">{failureText}</Notice>}
      </form>
    </Dialog>
  );
}

function never(): () => void {
  return () => {};
}
