import spectral, { type RulesetDefinition } from "@stoplight/spectral-core";
import owasp from "@stoplight/spectral-owasp-ruleset";
import rulesets from "@stoplight/spectral-rulesets";
import { z } from "zod";

/** They are some, though their types do not say so. */
const rulesetSchema = z.custom<RulesetDefinition>((value) => typeof value === "object" && value !== null);
const owaspRules = rulesetSchema.parse("default" in owasp ? owasp.default : owasp);

/** What is not held against the description, each with its reason. The page on security has the same list. */
export const WITHOUT: { readonly [rule: string]: string } = {
  "owasp:api4:2023-rate-limit":
    "No response says how much of a limit is left: a refusal says when to retry (`Retry-After`, which is checked).",
};

/** Rules on sizes: checked for what clients send. What responses contain was sent before, under the same limits, or is ours. */
const OF_REQUESTS = [
  "owasp:api4:2023-array-limit",
  "owasp:api4:2023-string-limit",
  "owasp:api4:2023-string-restricted",
];
/** A rule on calls that a sign-in is needed for: the others are refused to nobody for lack of one. */
const OF_SIGNED_IN = "owasp:api8:2023-define-error-responses-401";
const IN_REQUEST = /^paths\.[^ ]+\.(?:requestBody|parameters)\./;

/** What Spectral's recommended rules and all of its OWASP rules find in an OpenAPI document, one sentence each with where it is. */
export async function lintSpec(document: Record<string, unknown>): Promise<string[]> {
  const linter = new spectral.Spectral();
  linter.setRuleset({
    extends: [
      [rulesetSchema.parse(rulesets.oas), "recommended"],
      [owaspRules, "all"],
    ],
    rules: Object.fromEntries(Object.keys(WITHOUT).map((rule) => [rule, "off"])),
  });
  const findings = await linter.run(document);
  return findings
    .map(({ code, message, path }) => ({ code: String(code), message, path, at: path.join(".") }))
    .filter(({ code, at }) => !OF_REQUESTS.includes(code) || IN_REQUEST.test(at))
    .filter(({ code, path }) => code !== OF_SIGNED_IN || !isOfAnyone(document, path))
    .map(({ code, message, at }) => `${at}: ${message} (${code})`);
}

const securitySchema = z.object({ security: z.array(z.record(z.string(), z.unknown())) });

/** Whether the operation at a place of the document may be called without a token. */
function isOfAnyone(document: Record<string, unknown>, [, path, method]: readonly (string | number)[]): boolean {
  const paths = z.record(z.string(), z.record(z.string(), z.unknown())).parse(document["paths"]);
  const operation = securitySchema.safeParse(paths[String(path)]?.[String(method)]);
  return operation.success && operation.data.security.some((needed) => Object.keys(needed).length === 0);
}
