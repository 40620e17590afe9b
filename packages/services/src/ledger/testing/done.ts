import { isWaiting, type WaitingView } from "../post/ask-approval.ts";

/** What was posted at once. @throws Error where it waits for a second operator */
export function done<View extends object>(view: View | WaitingView): View {
  if (isWaiting(view)) throw new Error("It waits for a second operator.");
  return view;
}

/** The request that it became. @throws Error where it was posted */
export function requestOf(view: object): string {
  if (!isWaiting(view)) throw new Error("It was posted at once.");
  return view.requestId;
}
