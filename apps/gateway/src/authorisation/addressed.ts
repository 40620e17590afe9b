import { type ListedProcedure, listProcedures } from "@atlas/api/list-procedures";
import type { RestRoute } from "../rest/rest-route.ts";
import { REST_ROUTES } from "../rest/rest-routes.ts";
import { POLICY, type Rule } from "./policy.ts";

/** A procedure with one form of naming its object. */
export interface AddressedProcedure extends ListedProcedure {
  /** Of its line in the policy. */
  readonly key: string;
  readonly rule: Rule;
}

/** The same of a REST call. */
export interface AddressedRoute {
  readonly key: string;
  readonly route: RestRoute;
  readonly rule: Rule;
}

/** Every procedure, once for each line of the policy about it. @throws Error for one without a line */
export function addressedProcedures(
  procedures: readonly ListedProcedure[] = listProcedures(),
  policy: Readonly<Record<string, Rule>> = POLICY,
): AddressedProcedure[] {
  return procedures.flatMap((procedure) =>
    linesOf(policy, procedure.path).map(([key, rule]) => ({ ...procedure, key, rule })),
  );
}

/** Every REST call, by its own lines or by those of its procedure. @throws Error for one without a line */
export function addressedRoutes(): AddressedRoute[] {
  const pathOf = new Map(addressedProcedures().map(({ contract, path }) => [contract, path]));
  return REST_ROUTES.flatMap((route) => {
    const address = `${route.method} ${route.path}`;
    const path = pathOf.get(route.contract);
    // A route names its object in one form, the first of its procedure.
    const lines =
      path === undefined || address in POLICY ? linesOf(POLICY, address) : linesOf(POLICY, path).slice(0, 1);
    return lines.map(([key, rule]) => ({ key, route, rule }));
  });
}

function linesOf(policy: Readonly<Record<string, Rule>>, address: string): [string, Rule][] {
  const lines = Object.entries(policy).filter(([key]) => key.split("#", 1)[0] === address);
  if (lines.length === 0) {
    throw new Error(
      `${address} has no line in apps/gateway/src/authorisation/policy.ts: say who may ask and whose objects ` +
        "it is about, and add a valid input to examples.ts",
    );
  }
  return lines;
}
