import type { IncomingMessage } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { type Credentials, type Identifier, identifyBeforeFactor, lastKnown } from "../auth/identify.ts";
import { addressPrefix } from "../auth/address-prefix.ts";
import type { ClientAddressOf } from "../http/client-address.ts";
import { Counts } from "@atlas/core/overload/counts";
import { type Caller, callerOf } from "./caller.ts";

/** Of one address at once; what comes beyond is the address's. */
const MAX_LOOK_UPS = 64;

export interface RequestCallerOptions {
  readonly identifier: Identifier;
  readonly clientAddressOf: ClientAddressOf;
}

/** A session is read within milliseconds; what takes longer is an outage, in which nobody waits here. */
const LOOK_UP_MS = 300;
const TOO_LATE = Symbol("too late");
const UNREFERENCED = { ref: false };

/**
 * Somebody whose session cannot be read now, with a line of their own: in that of the address they would wait behind each other. A person who
 * serves the request meets the same failure and reports it.
 */
function strangerOf({ authorization, cookie }: Credentials): Caller {
  return { key: `unknown:${authorization ?? ""} ${cookie ?? ""}`, kind: "person" };
}

/**
 * Says whose a request is before it is let in. A known session is found at once; a session that is new here is read first, as
 * its calls are not to be counted as those of everybody behind the same address.
 */
export function requestCallers({
  identifier,
  clientAddressOf,
}: RequestCallerOptions): (request: IncomingMessage) => Caller | Promise<Caller> {
  const lookUps = new Counts();
  const lookUp = async (credentials: Credentials, address: string): Promise<Caller> => {
    const end = lookUps.add(addressPrefix(address));
    try {
      const session = await Promise.race([
        identifyBeforeFactor(identifier, credentials),
        delay(LOOK_UP_MS, TOO_LATE, UNREFERENCED),
      ]);
      return session === TOO_LATE ? strangerOf(credentials) : callerOf(session?.actor ?? null, address);
    } catch {
      return strangerOf(credentials);
    } finally {
      end();
    }
  };
  return ({ headers, socket }) => {
    const { authorization = null, origin = null, cookie = null } = headers;
    const address = clientAddressOf(socket.remoteAddress, (name) => headers[name]?.toString());
    const credentials = { authorization, origin, cookie };
    const known = lastKnown(identifier, credentials);
    const isAnonymous = authorization === null && cookie === null;
    if (known !== null || isAnonymous || lookUps.of(addressPrefix(address)) >= MAX_LOOK_UPS)
      return callerOf(known, address);
    return lookUp(credentials, address);
  };
}
