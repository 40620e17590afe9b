import { isBodyField, type RestRoute } from "../rest/rest-route.ts";
import { KEY_HEADER } from "../rest/wire-fields.ts";
import type { RestRequest } from "./transports.ts";

/** How fields of a use case's input are called on the wire, where their names do not say it. */
const FIELDS: Readonly<Record<string, string>> = {
  [KEY_HEADER]: "idempotencyKey",
  reference_id: "idempotencyKey",
  amount: "amountMinor",
  approve: "isApproved",
  latitude: "lat",
  longitude: "lng",
};

/** The request of a route that is its procedure's input, or that is about `subject` where the path names it. */
export function restRequest(route: RestRoute, input: object, subject: string): RestRequest {
  const values = new Map<string, unknown>(Object.entries(input));
  const sent = Object.keys(route.request.shape).flatMap((name): [string, unknown][] => {
    const value = values.get(name) ?? values.get(FIELDS[name] ?? camelCase(name)) ?? ofSubject(name, subject);
    return value === undefined ? [] : [[name, value]];
  });
  const body = Object.fromEntries(sent.filter(([name]) => isBodyField(route, name)));
  const query = new URLSearchParams();
  let path = route.path;
  for (const [name, value] of sent) {
    if (route.path.includes(`{${name}}`)) path = path.replace(`{${name}}`, encodeURIComponent(String(value)));
    else if (route.method === "get") query.set(name, String(value));
  }
  const key = sent.find(([name]) => name === KEY_HEADER)?.[1];
  return {
    method: route.method.toUpperCase(),
    path: query.size === 0 ? path : `${path}?${query.toString()}`,
    headers: key === undefined ? {} : { [KEY_HEADER]: String(key) },
    ...(route.method === "get" ? {} : { body }),
  };
}

function camelCase(name: string): string {
  return name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The object's id has its own name in the path and in the original's calls. */
function ofSubject(name: string, subject: string): unknown {
  if (name === "id" || name === "number" || name === "user_id") return subject;
  return name === "timestamp" ? Date.now() : undefined;
}
