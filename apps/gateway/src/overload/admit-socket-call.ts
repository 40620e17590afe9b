import type { AdmitCall } from "@atlas/api/api-context";
import { DomainError } from "@atlas/core/errors";
import type { Admission } from "./admission.ts";
import { OVERLOADED } from "./overloaded.ts";
import { trafficOfCall } from "./traffic-of.ts";

const NOTHING = (): void => {};

/** Lets in the calls of a socket one by one. A subscription is let in or not, and holds no place while it runs. */
export function admitSocketCall(admission: Admission): AdmitCall {
  return async ({ path, type }) => {
    const traffic = trafficOfCall(path, type);
    if (traffic === null) return NOTHING;
    if (type === "subscription") {
      if (admission.hasRoom(traffic)) return NOTHING;
      throw overloaded();
    }
    const leave = await new Promise<(() => void) | null>((resolve) => admission.enter(traffic, resolve));
    if (leave === null) throw overloaded();
    return leave;
  };
}

function overloaded(): DomainError {
  return new DomainError(OVERLOADED.code, OVERLOADED.message);
}
