import { expect, test } from "vitest";
import { completeOperations, operationIdOf } from "./complete-operations.ts";

const content = { "application/json": { schema: { type: "object" as const } } };
const ALLOWED = {
  "Access-Control-Allow-Origin": expect.objectContaining({ schema: { type: "string", format: "uri" } }),
};
const headers = {
  ...ALLOWED,
  "Retry-After": expect.objectContaining({ schema: expect.objectContaining({ minimum: 1 }) }),
};
const info = { title: "Atlas", version: "1" };
const openapi = "3.1.0";

test("an operation without an id has one of its method and its address", () => {
  expect(operationIdOf("post", "/customer/order")).toBe("postCustomerOrder");
  expect(operationIdOf("get", "/admin/ledger/accounts/{id}/statement.csv")).toBe(
    "getAdminLedgerAccountsByIdStatementCsv",
  );
  const post = { operationId: "createOrder", responses: {} };
  const { paths } = completeOperations({ openapi, info, paths: { "/order": { post, get: { responses: {} } } } });
  expect(paths).toMatchObject({ "/order": { post: { operationId: "createOrder" }, get: { operationId: "getOrder" } } });
});

test("a response says who may read it, and a temporary refusal when to retry", () => {
  const responses = {
    401: { description: "UNAUTHENTICATED", content },
    429: { description: "RATE_LIMITED", content },
    503: { description: "OVERLOADED", content },
  };
  const { paths } = completeOperations({ openapi, info, paths: { "/order": { post: { responses } } } });
  expect(paths?.["/order"]?.post?.responses).toEqual({
    401: { description: "UNAUTHENTICATED", content, headers: ALLOWED },
    429: { description: "RATE_LIMITED", content, headers },
    503: { description: "OVERLOADED", content, headers },
  });
});
