const toldToMany = new WeakSet<object>();

/** Marks a view that many clients get as it is: whoever sends it may serialise it once for all. It must not change. */
export function tellMany<T extends object>(view: T): T {
  toldToMany.add(view);
  return view;
}

export function isToldToMany(view: object): boolean {
  return toldToMany.has(view);
}
