import { toRestJson } from "../rest/rest-json.ts";
import { isBodyField, type RestRoute } from "../rest/rest-route.ts";
import { KEY_HEADER } from "../rest/wire-fields.ts";
import type { RestRequest } from "./transports.ts";

/** How fields of a use case's input are called on the wire, where their names do not say it. */
const FIELDS: Readonly<Record<string, string>> = {
  [KEY_HEADER]: "idempotency_key",
  reference_id: "idempotency_key",
  approve: "is_approved",
};

/** The request of a route that is its procedure's input, or that is about `subject` where the path names it. */
export function restRequest(route: RestRoute, input: object, subject: string): RestRequest {
  const values = new Map(Object.entries(Object(toRestJson(input))));
  const sent = Object.keys(route.request.shape).flatMap((name): [string, unknown][] => {
    const value = values.get(FIELDS[name] ?? name) ?? ofSubject(name, subject);
    return value === undefined ? [] : [[name, value]];
  });
  const body = Object.fromEntries(sent.filter(([name]) => isBodyField(route, name)));
  const query = new URLSearchParams();
  let path = route.path;
  for (const [name, value] of sent) {
    if (route.path.includes(`{${name}}`)) path = path.replace(`{${name}}`, encodeURIComponent(String(value)));
    else if (route.method === "get") query.set(name, String(value));
  }
  const key = new Map(sent).get(KEY_HEADER);
  return {
    method: route.method.toUpperCase(),
    path: query.size === 0 ? path : `${path}?${query.toString()}`,
    headers: typeof key === "string" ? { [KEY_HEADER]: key } : {},
    ...(route.method === "get" ? {} : { body }),
  };
}

/** The object's id has its own name in the path and in the original's calls. */
function ofSubject(name: string, subject: string): unknown {
  return name === "id" || name === "number" || name === "user_id" ? subject : undefined;
}
