"use client";
import { STAFF_ROLES, type StaffRole } from "@atlas/core/actor";
import { useId, type ReactNode } from "react";
import { useTranslations } from "use-intl";

interface RoleChoiceProps {
  readonly roles: readonly StaffRole[];
  readonly onChange: (roles: readonly StaffRole[]) => void;
}

/** Any of the roles among the staff, each with what it may do. */
export function RoleChoice({ roles, onChange }: RoleChoiceProps): ReactNode {
  const t = useTranslations("staff");
  const id = useId();
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1.5 text-sm font-semibold">{t("roles")}</legend>
      {STAFF_ROLES.map((role) => (
        <label
          key={role}
          className="flex min-h-11 cursor-pointer items-start gap-3 rounded-control px-2 py-2 hover:bg-sunken"
        >
          <input
            type="checkbox"
            className="mt-0.5 size-5 shrink-0 accent-action"
            aria-label={t(`roleNames.${role}`)}
            aria-describedby={`${id}-${role}`}
            checked={roles.includes(role)}
            onChange={({ target }) =>
              onChange(STAFF_ROLES.filter((known) => (known === role ? target.checked : roles.includes(known))))
            }
          />
          <span className="flex flex-col">
            <span className="font-semibold">{t(`roleNames.${role}`)}</span>
            <span id={`${id}-${role}`} className="text-sm text-muted">
              {t(`roleHints.${role}`)}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
