import { appRouter } from "@atlas/api/router";
import { ROLES_OF } from "@atlas/core/permissions";
import { REST_ROUTES } from "@atlas/gateway/rest-routes";
import type { Contract } from "@atlas/services/use-case";
import { z } from "zod";
import { code, table } from "./markdown-table.ts";

const procedureSchema = z.custom<{
  readonly _def: { readonly type: string; readonly meta: { readonly contract: Contract } };
}>();
const REPEATED = { key: "first answer", repeatable: "nothing more", once: "refused" };

/** The tables of `docs/api.md`: permissions, procedures and REST calls, from the contracts of their use cases. */
export function apiTables(): string {
  const procedures = Object.entries(z.record(z.string(), procedureSchema).parse(appRouter._def.procedures));
  const pathOf = new Map(procedures.map(([path, { _def }]) => [_def.meta.contract, path]));
  return [
    table(
      ["permission", "held by"],
      Object.entries(ROLES_OF).map(([permission, roles]) => [code(permission), roles.join(", ")]),
    ),
    table(
      ["procedure", "kind", "permission", "a repeat", "audited", "refused with"],
      procedures.map(([path, { _def }]) => procedureRow(path, _def.type, _def.meta.contract)),
    ),
    table(
      ["REST", "procedure", "permission"],
      REST_ROUTES.map(({ method, path, contract }) => [
        code(`${method.toUpperCase()} ${path}`),
        code(pathOf.get(contract) ?? ""),
        code(contract.permission),
      ]),
    ),
  ].join("\n\n");
}

function procedureRow(path: string, type: string, contract: Contract): string[] {
  const isCommand = contract.kind === "command";
  return [
    code(path),
    type === "subscription" ? type : contract.kind,
    code(contract.permission),
    isCommand ? REPEATED[contract.idempotency] : "",
    isCommand && contract.isAudited ? "yes" : "",
    contract.refusals.map(code).join(" "),
  ];
}
