import { setTimeout as delay } from "node:timers/promises";
import type { Unsubscribable } from "@trpc/server/observable";

/** How a subscription is opened: `api.order.watch.subscribe` with its input bound. */
export type Subscribe<T> = (handlers: {
  onData: (value: T) => void;
  onError: (error: unknown) => void;
  onComplete: () => void;
}) => Unsubscribable;

const AGAIN_AFTER_MS = 2_000;

/** Keeps a subscription open until `signal`, opening it anew when the server ends it. */
export function watch<T>(
  subscribe: Subscribe<T>,
  signal: AbortSignal,
  on: { readonly data: (value: T) => void; readonly error: (error: unknown) => void },
): void {
  if (signal.aborted) return;
  const again = (): void => {
    void delay(AGAIN_AFTER_MS, undefined, { signal, ref: false }).then(
      () => watch(subscribe, signal, on),
      () => {},
    );
  };
  const subscription = subscribe({
    onData: on.data,
    onError: (error) => {
      if (signal.aborted) return;
      on.error(error);
      again();
    },
    onComplete: again,
  });
  signal.addEventListener("abort", () => subscription.unsubscribe(), { once: true });
}
