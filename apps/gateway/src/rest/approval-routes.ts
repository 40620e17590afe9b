import { APPROVAL_KINDS, APPROVAL_STATES } from "@atlas/core/ledger";
import { approveRequest, rejectRequest, withdrawRequest } from "@atlas/services/approvals/decide-approval";
import { approvalLimits, getApproval, listApprovals, waitingApprovals } from "@atlas/services/approvals/list-approvals";
import { z } from "@hono/zod-openapi";
import { idField, moneyField } from "./rest-fields.ts";
import { route } from "./rest-route.ts";

const instant = z.iso.datetime();
const person = z.object({ user_id: idField, name: z.string() });
const approvalSchema = z
  .object({
    request_id: idField,
    city_id: z.string(),
    kind: z.enum(APPROVAL_KINDS),
    state: z.enum(APPROVAL_STATES),
    amount: moneyField,
    currency: z.string(),
    limit: moneyField,
    /** What is to be posted, by kind. */
    payload: z.record(z.string(), z.unknown()),
    people: z.array(person),
    reason: z.string(),
    requested_by: person,
    requested_at: instant,
    expires_at: instant,
    decided_by: person.nullable(),
    decided_at: instant.nullable(),
    decision_reason: z.string().nullable(),
    result_ids: z.array(idField),
  })
  .openapi("ApprovalRequest");

const listRoute = route({
  method: "get",
  path: "/admin/approvals",
  tag: "Audit",
  summary: "What operators asked a second one for, newest first",
  returns: "A page of requests.",
  useCase: listApprovals,
  response: z.object({ items: z.array(approvalSchema), next_cursor: z.string().nullable() }),
});

const getRoute = route({
  method: "get",
  path: "/admin/approvals/{id}",
  tag: "Audit",
  summary: "One request for a second operator",
  returns: "The request.",
  useCase: getApproval,
  names: { requestId: "id" },
  response: approvalSchema,
});

const waitingRoute = route({
  method: "get",
  path: "/admin/waiting-approvals",
  tag: "Audit",
  summary: "How many requests wait for a second operator",
  returns: "Those of others, and the caller's own.",
  useCase: waitingApprovals,
  response: z.object({ others: z.int(), own: z.int(), stamp: z.string().nullable() }),
});

const limitsRoute = route({
  method: "get",
  path: "/admin/approval-limits",
  tag: "Audit",
  summary: "Above what a movement of money waits for a second operator",
  returns: "The limit of each kind.",
  useCase: approvalLimits,
  response: z.array(z.object({ kind: z.enum(APPROVAL_KINDS), limit: moneyField })),
});

const approveRoute = route({
  method: "post",
  path: "/admin/approvals/{id}/approve",
  tag: "Audit",
  summary: "Approve another operator's request, which posts it",
  returns: "The request.",
  useCase: approveRequest,
  names: { requestId: "id" },
  response: approvalSchema,
});

const rejectRoute = route({
  method: "post",
  path: "/admin/approvals/{id}/reject",
  tag: "Audit",
  summary: "Reject another operator's request",
  returns: "The request.",
  useCase: rejectRequest,
  names: { requestId: "id" },
  response: approvalSchema,
});

const withdrawRoute = route({
  method: "post",
  path: "/admin/approvals/{id}/withdraw",
  tag: "Audit",
  summary: "Take one's own request back",
  returns: "The request.",
  useCase: withdrawRequest,
  names: { requestId: "id" },
  response: approvalSchema,
});

/** What waits for a second operator, and what became of it. */
export const approvalRoutes = [
  listRoute,
  getRoute,
  waitingRoute,
  limitsRoute,
  approveRoute,
  rejectRoute,
  withdrawRoute,
];
