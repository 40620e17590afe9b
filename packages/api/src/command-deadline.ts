import { DomainError } from "@atlas/core/errors";

/** A client hears within three seconds, the wait for a place included, whether its command was done, and who it is. */
const COMMAND_DEADLINE_MS = 2_400;

/**
 * What the work of a command resolves to, while somebody still waits for it, counted from `sinceMs` (`performance.now`). The
 * work goes on after the deadline, under the time-outs of its database: whether it was done is not known then.
 * @throws DomainError DEPENDENCY_UNAVAILABLE
 */
export async function withinDeadline<T>(work: PromiseLike<T>, sinceMs = performance.now()): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => {
      const message = "This took too long and may still have been done. Look before you try again.";
      reject(new DomainError("DEPENDENCY_UNAVAILABLE", message));
    },
    sinceMs + COMMAND_DEADLINE_MS - performance.now(),
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
