import type { RouterOutputs } from "@atlas/api/router";

export type AuditEntry = RouterOutputs["wallet"]["auditLog"]["items"][number];
