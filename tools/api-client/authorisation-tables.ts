import { type Role, STAFF_ROLES } from "@atlas/core/actor";
import { addressedProcedures, addressedRoutes } from "@atlas/gateway/authorisation/addressed";
import { expectedOutcome } from "@atlas/gateway/authorisation/expected-outcome";
import { otherEndpoints } from "@atlas/gateway/authorisation/other-endpoints";
import type { Rule } from "@atlas/gateway/authorisation/policy";
import { code, table } from "./markdown-table.ts";

const HEAD = ["about", "nobody", "rider", "driver", "operator", "service account", "somebody else's"];

/** The tables of `docs/authorisation.md`: procedures, REST calls and other endpoints, with who may make each about what. */
export function authorisationTables(): string {
  return [
    "## Procedures (tRPC)",
    table(
      ["procedure", ...HEAD],
      addressedProcedures().map(({ path, rule }) => [code(path), ...cellsOf(rule)]),
    ),
    "## REST",
    table(
      ["call", ...HEAD],
      addressedRoutes().map(({ route, rule }) => [
        code(`${route.method.toUpperCase()} ${route.path}`),
        ...cellsOf(rule),
      ]),
    ),
    "## Everything else over HTTP",
    table(
      ["endpoint", "for"],
      otherEndpoints().map(({ method, path, audience }) => [code(`${method} ${path}`), audience]),
    ),
  ].join("\n\n");
}

function cellsOf(rule: Rule): string[] {
  const nobody = expectedOutcome(rule, { role: null });
  return [
    rule.names,
    nobody === "allowed" ? "yes" : "no",
    ...(["rider", "driver", "admin", "service"] as const).map((role) => cellOf(rule, role)),
    rule.refusal === null ? "" : code(rule.refusal),
  ];
}

function cellOf(rule: Rule, role: Role): string {
  if (role === "admin") return staffCellOf(rule);
  const isParty = role === "rider" || role === "driver";
  const expected = expectedOutcome(rule, isParty ? { role, isOwn: true } : { role });
  if (expected === "FORBIDDEN") return "no";
  if (expected !== "allowed") return code(expected);
  return isParty && (rule.refusal !== null || rule.names === "own") ? "own" : "yes";
}

/** "yes" for all operators alike, or the roles among the staff that may. */
function staffCellOf(rule: Rule): string {
  const outcomes = STAFF_ROLES.map((staffRole) => expectedOutcome(rule, { role: "admin", staffRole }));
  const roles = STAFF_ROLES.filter((_, index) => outcomes[index] !== "FORBIDDEN");
  if (roles.length === 0) return "no";
  const others = [...new Set(outcomes)].filter((outcome) => outcome !== "allowed" && outcome !== "FORBIDDEN");
  const refused = others.map((outcome) => ` ${code(outcome)}`).join("");
  const who = roles.length === STAFF_ROLES.length ? "yes" : roles.join(", ");
  return `${who}${rule.isOfAllCities === true ? ", for all cities" : ""}${refused}`;
}
