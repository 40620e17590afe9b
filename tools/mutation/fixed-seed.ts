import fc from "fast-check";

/** The same mutants are found by every run: one of chance would make the score a matter of luck. */
fc.configureGlobal({ seed: 9 });
