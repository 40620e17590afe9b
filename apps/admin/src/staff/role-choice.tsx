"use client";
import { STAFF_ROLES, type StaffRole } from "@atlas/core/actor";
import { Select } from "@atlas/ui/field";
import { useId, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { cityOfRole, type HeldRoles, isOfCity, withRole } from "./held-roles.ts";
import type { NamedCity } from "../shell/use-cities.ts";

interface RoleChoiceProps {
  readonly held: HeldRoles;
  readonly cities: readonly NamedCity[];
  readonly onChange: (held: HeldRoles) => void;
}

/** Any of the roles among the staff, each with what it may do, and for which city where there are several. */
export function RoleChoice({ held, cities, onChange }: RoleChoiceProps): ReactNode {
  const t = useTranslations("staff");
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1.5 text-sm font-semibold">{t("roles")}</legend>
      {STAFF_ROLES.map((role) => (
        <Role key={role} role={role} held={held} cities={cities} onChange={onChange} />
      ))}
    </fieldset>
  );
}

function Role({ role, held, cities, onChange }: RoleChoiceProps & { readonly role: StaffRole }): ReactNode {
  const t = useTranslations("staff");
  const id = useId();
  const cityId = cityOfRole(held, role);
  const isHeld = cityId !== undefined;
  const hasChoice = isHeld && isOfCity(role) && (cities.length > 1 || cityId !== null);
  const name = t(`roleNames.${role}`);
  return (
    <div>
      <label className="flex min-h-11 cursor-pointer items-start gap-3 rounded-control px-2 py-2 hover:bg-sunken">
        <input
          type="checkbox"
          className="mt-0.5 size-5 shrink-0 accent-action"
          aria-label={name}
          aria-describedby={id}
          checked={isHeld}
          onChange={({ target }) => onChange(withRole(held, role, target.checked ? null : undefined))}
        />
        <span className="flex flex-col">
          <span className="font-semibold">{name}</span>
          <span id={id} className="text-sm text-muted">
            {t(`roleHints.${role}`)}
          </span>
        </span>
      </label>
      {hasChoice ? (
        <div className="pb-2 pl-10">
          <Select
            label={t("roleCity", { role: name })}
            value={cityId ?? ""}
            onChange={({ target }) => onChange(withRole(held, role, target.value === "" ? null : target.value))}
            options={[
              { value: "", label: t("allCities") },
              ...cities.map((city) => ({ value: city.cityId, label: city.name })),
            ]}
          />
        </div>
      ) : null}
    </div>
  );
}
