import { type ListedProcedure, listProcedures } from "@atlas/api/list-procedures";
import { HOLDERS_OF } from "@atlas/core/permissions";
import { REST_ROUTES } from "@atlas/gateway/rest-routes";
import { code, table } from "./markdown-table.ts";

const REPEATED = { key: "first result", repeatable: "nothing more", once: "refused" };

/** The tables of `docs/api.md`: permissions, procedures and REST calls, from the contracts of their use cases. */
export function apiTables(): string {
  const procedures = listProcedures();
  const pathOf = new Map(procedures.map(({ path, contract }) => [contract, path]));
  return [
    table(
      ["permission", "held by"],
      Object.entries(HOLDERS_OF).map(([permission, roles]) => [code(permission), roles.join(", ")]),
    ),
    table(["procedure", "kind", "permission", "a repeat", "audited", "refused with"], procedures.map(procedureRow)),
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

function procedureRow({ path, type, contract }: ListedProcedure): string[] {
  const isCommand = contract.kind === "command";
  return [
    code(path),
    type === "subscription" ? type : contract.kind,
    code(contract.permission),
    isCommand ? REPEATED[contract.idempotency] : "",
    contract.isAudited === true ? "yes" : "",
    contract.refusals.map(code).join(" "),
  ];
}
