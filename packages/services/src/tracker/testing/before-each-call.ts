import type { ServiceContext } from "../../context.ts";

/** Runs before a call that leaves the process; the number counts from 1. */
export type Interlude = (call: number) => Promise<void>;

/**
 * The context of a use case that is held up at each of its awaits in turn: every command to Redis, every transaction and
 * every statement outside of one waits for the interlude first. For tests of what may happen in between.
 */
export function beforeEachCall<C extends Pick<ServiceContext, "redis" | "db">>(ctx: C, interlude: Interlude): C {
  let calls = 0;
  const gate = async (): Promise<void> => {
    calls += 1;
    await interlude(calls);
  };
  return { ...ctx, redis: gateCommands(ctx.redis, gate), db: gateStatements(ctx.db, gate) };
}

type Gate = () => Promise<void>;
type Method = (this: unknown, ...args: unknown[]) => unknown;

function gateCommands<T extends object>(target: T, gate: Gate): T {
  return new Proxy(target, {
    get(of, key) {
      const value: unknown = Reflect.get(of, key, of);
      return isMethod(value) ? gated(value, of, gate) : value;
    },
  });
}

/** Drizzle's builders run when they are awaited: the gate stands before their `then`. */
function gateStatements<T extends object>(target: T, gate: Gate): T {
  return new Proxy(target, {
    get(of, key) {
      const value: unknown = Reflect.get(of, key, of);
      if (!isMethod(value)) return value;
      if (key === "then") {
        const settled = gate().then(() => of);
        return settled.then.bind(settled);
      }
      if (key === "transaction") return gated(value, of, gate);
      return (...args: unknown[]) => {
        const made = value.apply(of, args);
        return typeof made === "object" && made !== null ? gateStatements(made, gate) : made;
      };
    },
  });
}

function gated(method: Method, of: object, gate: Gate): Method {
  return async (...args) => {
    await gate();
    return await method.apply(of, args);
  };
}

function isMethod(value: unknown): value is Method {
  return typeof value === "function";
}
