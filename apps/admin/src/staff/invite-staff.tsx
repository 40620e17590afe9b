"use client";
import { useRpc } from "@atlas/features/rpc";
import { MAX_NAME } from "@atlas/core/profile-fields";
import { Button } from "@atlas/ui/button";
import { Input } from "@atlas/ui/field";
import { toast } from "@atlas/ui/toast";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { ReasonDialog } from "../shell/reason-dialog.tsx";
import type { HeldRoles } from "./held-roles.ts";
import { RoleChoice } from "./role-choice.tsx";
import { useCities } from "../shell/use-cities.ts";

const VIEWER: HeldRoles = { roles: ["viewer"], cityRoles: {} };
const NOBODY = { name: "", email: "", held: VIEWER };

/** Invites an operator to the city of the one who asks: they get a link that sets their password. */
export function InviteStaff(): ReactNode {
  const t = useTranslations("staff");
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const cities = useCities();
  const account = useQuery(rpc.account.me.queryOptions());
  const [isOpen, setIsOpen] = useState(false);
  const [{ name, email, held }, setPerson] = useState(NOBODY);
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
          if (cityId !== undefined) {
            invite.mutate({ name, email, cityId, roles: [...held.roles], cityRoles: held.cityRoles, reason });
          }
        }}
      >
        <Input
          label={t("name")}
          value={name}
          maxLength={MAX_NAME}
          required
          onChange={({ target }) => setPerson({ name: target.value, email, held })}
        />
        <Input
          label={t("email")}
          type="email"
          value={email}
          required
          onChange={({ target }) => setPerson({ name, email: target.value, held })}
        />
        <RoleChoice cities={cities} held={held} onChange={(chosen) => setPerson({ name, email, held: chosen })} />
      </ReasonDialog>
    </>
  );
}
