"use client";
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useClientConfig } from "../client/client-config.ts";
import { LocaleSwitch } from "../components/locale-switch.tsx";
import { LogoMark } from "../components/logo.tsx";
import { PageTitle } from "../components/page-title.tsx";

interface AccountPageProps {
  readonly title: string;
  readonly hint?: string | undefined;
  /** Stands where a form was sent from, and takes its focus. */
  readonly isOutcome?: boolean;
  readonly children?: ReactNode;
}

/** A whole new page: what a signed-out person did does not stay in it. */
const HOME = "/";

/** One step of creating or recovering an account, for people who are signed out. */
export function AccountPage({ title, hint, isOutcome = false, children }: AccountPageProps): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isOutcome) heading.current?.focus();
  }, [isOutcome]);
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-sm flex-col justify-center gap-6 px-5 py-10">
      <PageTitle>{title}</PageTitle>
      <a href={HOME} aria-label="Atlas" className="self-start rounded-control">
        <LogoMark size={48} />
      </a>
      <div className="flex flex-col gap-2">
        <h1 ref={heading} tabIndex={-1} className="text-2xl font-bold tracking-tight outline-none">
          {title}
        </h1>
        {hint === undefined ? null : <p className="text-muted wrap-anywhere">{hint}</p>}
      </div>
      {children}
      <LocaleSwitch />
    </main>
  );
}

/** Back to where one signs in: of the rider's app a page of its own, of the others what they open with. */
export function SignInLink(): ReactNode {
  const t = useTranslations("ui.account");
  const { app } = useClientConfig();
  return <AccountLink href={app === "web" ? "/sign-in" : HOME}>{t("toSignIn")}</AccountLink>;
}

/** A link onward from an account page. */
export function AccountLink({ href, children }: { readonly href: string; readonly children: ReactNode }): ReactNode {
  return (
    <a
      href={href}
      className="inline-flex min-h-12 items-center self-start font-semibold underline decoration-action decoration-2 underline-offset-4"
    >
      {children}
    </a>
  );
}
