"use client";
import { useRpc } from "@atlas/features/rpc";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { ReasonDialog } from "../shell/reason-dialog.tsx";
import type { HeldRoles } from "./held-roles.ts";
import { RoleChoice } from "./role-choice.tsx";
import { useCities } from "../shell/use-cities.ts";
import type { StaffMember } from "./views.ts";

interface EditRolesProps {
  readonly member: StaffMember;
  readonly onClose: () => void;
}

/** Sets the roles of an operator, and why. */
export function EditRoles({ member: { userId, name, roles, cityRoles }, onClose }: EditRolesProps): ReactNode {
  const t = useTranslations("staff");
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const cities = useCities();
  const [chosen, setChosen] = useState<HeldRoles>({ roles, cityRoles });
  const setRoles = useMutation(
    rpc.staff.setRoles.mutationOptions({
      onSuccess: async () => {
        onClose();
        await queryClient.invalidateQueries(rpc.staff.list.queryFilter());
      },
    }),
  );
  return (
    <ReasonDialog
      isOpen
      onClose={onClose}
      title={t("rolesOf", { name })}
      description={t("rolesHint")}
      action={t("saveRoles")}
      isBusy={setRoles.isPending}
      error={setRoles.error}
      onSubmit={(reason) => setRoles.mutate({ userId, roles: [...chosen.roles], cityRoles: chosen.cityRoles, reason })}
    >
      <RoleChoice cities={cities} held={chosen} onChange={setChosen} />
    </ReasonDialog>
  );
}
