import { renderOnPage } from "@atlas/ui/testing/atlas-page";
import { useState, type ReactNode } from "react";
import { beforeEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";

import { en } from "../../messages/en.ts";
import { id } from "../../messages/id.ts";
import type { HeldRoles } from "./held-roles.ts";
import { RoleChoice } from "./role-choice.tsx";
import type { NamedCity } from "../shell/use-cities.ts";

const JAKARTA = { cityId: "jakarta", name: "Jakarta" };
const SABANG = { cityId: "sabang", name: "Sabang" };

let last: HeldRoles;
beforeEach(() => {
  last = { roles: ["viewer"], cityRoles: {} };
});

function Choice({ cities }: { readonly cities: readonly NamedCity[] }): ReactNode {
  const [held, setHeld] = useState(last);
  return (
    <RoleChoice
      held={held}
      cities={cities}
      onChange={(chosen) => {
        last = chosen;
        setHeld(chosen);
      }}
    />
  );
}

async function show(...cities: readonly NamedCity[]): Promise<void> {
  await renderOnPage(<Choice cities={cities} />, { messages: { en, id } });
}

const cityOf = (role: string): ReturnType<typeof page.getByLabelText> => page.getByLabelText(`${role} for`);

test("a role is chosen by keyboard, for all cities first, and then for one", async () => {
  await show(JAKARTA, SABANG);
  await expect.element(cityOf("Viewer")).toHaveValue("");
  page.getByRole("checkbox", { name: "Dispatcher" }).element().focus();
  await userEvent.keyboard(" ");
  expect(last).toEqual({ roles: ["viewer", "dispatcher"], cityRoles: {} });
  await userEvent.selectOptions(cityOf("Dispatcher"), "Sabang");
  expect(last).toEqual({ roles: ["viewer"], cityRoles: { dispatcher: "sabang" } });
  await expect.element(page.getByRole("checkbox", { name: "Dispatcher" })).toBeChecked();
  await userEvent.selectOptions(cityOf("Dispatcher"), "All cities");
  expect(last).toEqual({ roles: ["viewer", "dispatcher"], cityRoles: {} });
});

test("an owner is one for all cities, and nobody chooses where there is one city", async () => {
  last = { roles: ["viewer", "owner"], cityRoles: {} };
  await show(JAKARTA, SABANG);
  await expect.element(cityOf("Viewer")).toBeVisible();
  expect(cityOf("Owner").elements()).toHaveLength(0);
});

test("with one city nothing is to choose, but what is held for it", async () => {
  last = { roles: ["viewer"], cityRoles: { support: "jakarta" } };
  await show(JAKARTA);
  await expect.element(cityOf("Support")).toHaveValue("jakarta");
  expect(cityOf("Viewer").elements()).toHaveLength(0);
});
