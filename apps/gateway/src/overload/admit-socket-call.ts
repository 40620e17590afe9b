import type { AdmitCall } from "@atlas/api/api-context";
import { DomainError } from "@atlas/core/errors";
import type { Admission, Leave } from "./admission.ts";
import type { Caller } from "./caller.ts";
import { OVERLOADED, type Refusal } from "./overloaded.ts";
import { laneOfCall } from "./lanes.ts";

const NOTHING = (): void => {};
/** With more calls of a socket waiting, nothing more is read from it: what else it sends waits at its sender. */
const MAX_IN_FLIGHT = 64;

/** What is read from, or not for a while. */
export interface Pausable {
  pause(): void;
  resume(): void;
}

/** Lets in the calls of one socket, one by one. A subscription is let in or not, and holds no place while it runs. */
export function admitSocketCall(admission: Admission, caller: Caller, socket: Pausable): AdmitCall {
  let inFlight = 0;
  const begin = (): void => {
    inFlight += 1;
    if (inFlight === MAX_IN_FLIGHT) socket.pause();
  };
  const end = (): void => {
    inFlight -= 1;
    if (inFlight === MAX_IN_FLIGHT - 1) socket.resume();
  };
  return async ({ path, type }) => {
    const lane = laneOfCall(path, type);
    if (lane === null) return NOTHING;
    if (type === "subscription") {
      if (admission.hasRoom(lane)) return NOTHING;
      throw refusalOf(OVERLOADED);
    }
    begin();
    const entry = await new Promise<Leave | Refusal>((resolve) => admission.enter(lane, caller, resolve));
    if (typeof entry !== "function") {
      end();
      throw refusalOf(entry);
    }
    return (isLimited) => {
      entry(isLimited);
      end();
    };
  };
}

function refusalOf({ code, message }: Refusal): DomainError {
  return new DomainError(code, message);
}
