"use client";
import { useRpc } from "@atlas/features/rpc";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { ReasonDialog } from "../shell/reason-dialog.tsx";
import { RoleChoice } from "./role-choice.tsx";
import type { StaffMember } from "./views.ts";

interface EditRolesProps {
  readonly member: StaffMember;
  readonly onClose: () => void;
}

/** Sets the roles of an operator, and why. */
export function EditRoles({ member: { userId, name, roles }, onClose }: EditRolesProps): ReactNode {
  const t = useTranslations("staff");
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const [chosen, setChosen] = useState(roles);
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
      onSubmit={(reason) => setRoles.mutate({ userId, roles: [...chosen], reason })}
    >
      <RoleChoice roles={chosen} onChange={setChosen} />
    </ReasonDialog>
  );
}
