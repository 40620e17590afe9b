/**
 * After each attempt to send a form, until the returned function is called: has the first field in which something was found take the
 * focus. What the fields themselves require is found before an attempt; see `Input`.
 */
export function focusFaults(): () => void {
  const find = ({ target }: Event): void => {
    if (!(target instanceof HTMLFormElement)) return;
    // React has drawn what the form's own handler found when the event is over.
    setTimeout(() => {
      const faults = [...target.querySelectorAll<HTMLElement>("[aria-invalid='true']")];
      if (document.activeElement instanceof HTMLElement && faults.includes(document.activeElement)) return;
      faults[0]?.focus();
    });
  };
  document.addEventListener("submit", find);
  return () => document.removeEventListener("submit", find);
}
