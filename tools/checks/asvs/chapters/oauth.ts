import { absent, type Chapter } from "../requirement.ts";

const NEITHER = "Atlas is neither a client nor a server of OAuth or OpenID Connect.";

/** Chapter 10. */
export const oauth: Chapter = {
  number: 10,
  name: "OAuth and OpenID Connect",
  verdicts: {
    "10.1.1": absent("who gets a token", NEITHER),
    "10.1.2": absent("responses of one's own flow", NEITHER),
    "10.2.1": absent("client: forged flows", NEITHER),
    "10.2.2": absent("client: servers taken for one another", NEITHER),
    "10.3.1": absent("resources: for whom a token is", NEITHER),
    "10.3.2": absent("resources: what a token allows", NEITHER),
    "10.3.3": absent("resources: whose token it is", NEITHER),
    "10.3.4": absent("resources: how strong its sign-in was", NEITHER),
    "10.4.1": absent("server: addresses of return", NEITHER),
    "10.4.2": absent("server: codes are good once", NEITHER),
    "10.4.3": absent("server: codes end soon", NEITHER),
    "10.4.4": absent("server: grants of a client", NEITHER),
    "10.4.5": absent("server: refresh tokens used twice", NEITHER),
    "10.4.6": absent("server: proof of the code's asker", NEITHER),
    "10.4.7": absent("server: clients that register themselves", NEITHER),
    "10.4.8": absent("server: end of refresh tokens", NEITHER),
    "10.4.9": absent("server: users take tokens back", NEITHER),
    "10.4.10": absent("server: who the client is", NEITHER),
    "10.4.11": absent("server: scopes of a client", NEITHER),
    "10.5.1": absent("OIDC client: replays", NEITHER),
    "10.5.2": absent("OIDC client: whose identity it is", NEITHER),
    "10.5.3": absent("OIDC client: which provider it is", NEITHER),
    "10.5.4": absent("OIDC client: for whom a token is", NEITHER),
    "10.5.5": absent("OIDC client: sign-out from behind", NEITHER),
    "10.6.1": absent("OIDC provider: response types", NEITHER),
    "10.6.2": absent("OIDC provider: forced sign-outs", NEITHER),
    "10.7.1": absent("consent is asked for", NEITHER),
    "10.7.2": absent("consent says to what", NEITHER),
    "10.7.3": absent("consent is taken back", NEITHER),
  },
};
