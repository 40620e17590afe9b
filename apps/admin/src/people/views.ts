import type { RouterOutputs } from "@atlas/api/router";

/** A person as operators see them. */
export type Person = RouterOutputs["people"]["get"];
