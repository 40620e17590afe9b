import { absent, type Chapter } from "../requirement.ts";

const NONE = "There is no WebRTC: nobody talks through Atlas.";

/** Chapter 17. */
export const calls: Chapter = {
  number: 17,
  name: "Calls (WebRTC)",
  verdicts: {
    "17.1.1": absent("relays", NONE),
    "17.2.1": absent("keys of media", NONE),
    "17.2.2": absent("ciphers of media", NONE),
    "17.2.3": absent("whose media it is", NONE),
    "17.2.4": absent("broken media", NONE),
    "17.3.1": absent("floods of signals", NONE),
    "17.3.2": absent("broken signals", NONE),
  },
};
