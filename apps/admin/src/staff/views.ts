import type { RouterOutputs } from "@atlas/api/router";

export type StaffMember = RouterOutputs["staff"]["list"][number];
