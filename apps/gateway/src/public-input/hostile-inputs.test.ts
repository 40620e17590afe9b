import { listProcedures } from "@atlas/api/list-procedures";
import { hostileJson, hostileText, nearly } from "@atlas/faults/hostile-input";
import { LoopWatchdog } from "@atlas/faults/loop-watchdog";
import { tryParser } from "@atlas/faults/try-parser";
import fc from "fast-check";
import { afterAll, describe, test } from "vitest";
import { requestOf } from "../rest/rest-route.ts";
import { REST_ROUTES } from "../rest/rest-routes.ts";
import { readerOf } from "../rest/serve-routes.ts";
import { valuesOf } from "./hostile-bodies.ts";

const watchdog = new LoopWatchdog();
afterAll(() => watchdog[Symbol.dispose]());

/** Every one that there is: a new route or procedure is tried without a word here. */
describe("what is sent is read or refused by its schema", () => {
  test.each(REST_ROUTES.map((route) => [`${route.method.toUpperCase()} ${route.path}`, route] as const))(
    "%s",
    async (_name, route) => {
      const reader = readerOf(route);
      const texts = fc.dictionary(fc.constantFrom(...Object.keys(requestOf(route).shape), "surplus"), hostileText);
      const inputs = fc.oneof(nearly(valuesOf(requestOf(route))), texts, hostileJson);
      await tryParser(watchdog, { inputs, parse: (input) => reader.safeParse(input) });
    },
  );

  test.each(listProcedures())("$path", async ({ contract: { input: schema } }) => {
    const inputs = fc.oneof({ weight: 3, arbitrary: nearly(valuesOf(schema)) }, hostileJson);
    await tryParser(watchdog, { inputs, parse: (input) => schema.safeParse(input) });
  });
});
