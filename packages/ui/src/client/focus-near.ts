/** An element and what it stands in, nearest first: where to look for a place once it is gone. */
export type FocusPath = readonly Element[];

const HEADINGS = "h1, h2, h3, [role='heading']";

export function focusPathOf(element: Element): FocusPath {
  const path: Element[] = [];
  for (let at: Element | null = element; at !== null; at = at.parentElement) path.push(at);
  return path;
}

/** Puts the focus on the first of the path; where that is gone or takes none, on the heading of what is left around it. */
export function focusNear(path: FocusPath): void {
  const [first] = path;
  if (first instanceof HTMLElement && first.isConnected) first.focus();
  if (document.activeElement !== document.body) return;
  const around = path.find((element) => element.isConnected && element.querySelector(HEADINGS) !== null);
  const heading = (around ?? document).querySelector<HTMLElement>(HEADINGS);
  if (heading === null) return;
  if (heading.tabIndex < 0) heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

/** What takes the place of something may take the focus by itself. */
const GIVE_WAY_MS = 80;

/**
 * Follows the focus until the returned function is called: when what has it is taken from the page (a row that is ended, a button that is
 * replaced by the opposite one), somebody at a keyboard goes on beside it and not at the top of the document.
 */
export function keepFocus(): () => void {
  let path: FocusPath = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const follow = ({ target }: FocusEvent): void => {
    if (target instanceof Element) path = focusPathOf(target);
  };
  const observer = new MutationObserver(() => {
    const [focused] = path;
    if (focused === undefined || focused.isConnected) return;
    const lost = path;
    path = [];
    timer = setTimeout(() => {
      if (document.activeElement === document.body) focusNear(lost);
    }, GIVE_WAY_MS);
  });
  document.addEventListener("focusin", follow);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => {
    clearTimeout(timer);
    document.removeEventListener("focusin", follow);
    observer.disconnect();
  };
}
