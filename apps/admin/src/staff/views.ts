import type { RouterOutputs } from "@atlas/api/router";

export type StaffMember = RouterOutputs["staff"]["list"][number];
export type StaffSession = RouterOutputs["staff"]["sessions"]["items"][number];
