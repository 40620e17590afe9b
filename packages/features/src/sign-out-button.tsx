"use client";
import { Button, type ButtonProps } from "@atlas/ui/button";
import { useAuth } from "@atlas/ui/client/auth";
import { toast } from "@atlas/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

/** Ends the session of this app on this device. */
export function SignOutButton(props: Omit<ButtonProps, "children" | "icon" | "isBusy" | "onClick">): ReactNode {
  const t = useTranslations("ui");
  const auth = useAuth();
  const signOut = useMutation({
    mutationFn: async () => auth.signOut({ fetchOptions: { throw: true } }),
    onError: () => toast.error(t("errors.NETWORK")),
  });
  return (
    <Button
      {...props}
      isBusy={signOut.isPending}
      onClick={() => signOut.mutate()}
      icon={<LogOut size={20} aria-hidden="true" />}
    >
      {t("auth.signOut")}
    </Button>
  );
}
