"use client";
import { useRpc } from "@atlas/features/rpc";
import type { StaffRole } from "@atlas/core/actor";
import { MAX_NAME } from "@atlas/core/profile-fields";
import { Button } from "@atlas/ui/button";
import { Input } from "@atlas/ui/field";
import { toast } from "@atlas/ui/toast";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { ReasonDialog } from "../shell/reason-dialog.tsx";
import { RoleChoice } from "./role-choice.tsx";

const NOBODY = { name: "", email: "", roles: ["viewer"] as readonly StaffRole[] };

/** Invites an operator to the city of the one who asks: they get a link that sets their password. */
export function InviteStaff(): ReactNode {
  const t = useTranslations("staff");
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const account = useQuery(rpc.account.me.queryOptions());
  const [isOpen, setIsOpen] = useState(false);
  const [{ name, email, roles }, setPerson] = useState(NOBODY);
  const invite = useMutation(
    rpc.staff.invite.mutationOptions({
      onSuccess: async () => {
        setIsOpen(false);
        setPerson(NOBODY);
        toast.success(t("inviteSent", { email }));
        await queryClient.invalidateQueries(rpc.staff.list.queryFilter());
      },
    }),
  );
  const cityId = account.data?.city.cityId;
  return (
    <>
      <Button
        size="sm"
        variant="primary"
        icon={<UserPlus size={18} aria-hidden="true" />}
        disabled={cityId === undefined}
        onClick={() => setIsOpen(true)}
      >
        {t("invite")}
      </Button>
      <ReasonDialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title={t("invite")}
        description={t("inviteHint")}
        action={t("sendInvite")}
        isBusy={invite.isPending}
        error={invite.error}
        onSubmit={(reason) => {
          if (cityId !== undefined) invite.mutate({ name, email, cityId, roles: [...roles], reason });
        }}
      >
        <Input
          label={t("name")}
          value={name}
          maxLength={MAX_NAME}
          required
          onChange={({ target }) => setPerson({ name: target.value, email, roles })}
        />
        <Input
          label={t("email")}
          type="email"
          value={email}
          required
          onChange={({ target }) => setPerson({ name, email: target.value, roles })}
        />
        <RoleChoice roles={roles} onChange={(chosen) => setPerson({ name, email, roles: chosen })} />
      </ReasonDialog>
    </>
  );
}
