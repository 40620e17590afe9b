const sharedViews = new WeakSet<object>();

/** Marks a view that many clients get as it is: its sender may serialise it once for all. It must not change. */
export function markShared<T extends object>(view: T): T {
  sharedViews.add(view);
  return view;
}

export function isShared(view: object): boolean {
  return sharedViews.has(view);
}
