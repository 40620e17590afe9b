import spectral, { type RulesetDefinition } from "@stoplight/spectral-core";
import rulesets from "@stoplight/spectral-rulesets";
import { z } from "zod";

/** `oas` is one, though its types do not say so. */
const rulesetSchema = z.custom<RulesetDefinition>((value) => typeof value === "object" && value !== null);

/** What Spectral's recommended rules find in an OpenAPI document, one sentence each with where it is. */
export async function lintSpec(document: Record<string, unknown>): Promise<string[]> {
  const linter = new spectral.Spectral();
  linter.setRuleset({ extends: [[rulesetSchema.parse(rulesets.oas), "recommended"]] });
  const findings = await linter.run(document);
  return findings.map(({ code, message, path }) => `${path.join(".")}: ${message} (${code})`);
}
