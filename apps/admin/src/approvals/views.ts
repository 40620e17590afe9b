import type { RouterOutputs } from "@atlas/api/router";

export type Approval = RouterOutputs["approvals"]["list"]["items"][number];

/** A decision that an operator is about to make. */
export interface AskedApproval {
  readonly request: Approval;
  readonly act: "approve" | "reject" | "withdraw";
}
