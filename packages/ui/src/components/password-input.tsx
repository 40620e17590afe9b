"use client";
import { Eye, EyeOff } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { Input, type InputProps } from "./field.tsx";
import { IconButton } from "./icon-button.tsx";

/** A password input with a button that shows what was typed. */
export function PasswordInput(props: Omit<InputProps, "type" | "trailing">): ReactNode {
  const t = useTranslations("ui.auth");
  const [isShown, setIsShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <Input
      {...props}
      type={isShown ? "text" : "password"}
      trailing={
        <IconButton
          label={isShown ? t("hidePassword") : t("showPassword")}
          aria-pressed={isShown}
          onClick={() => setIsShown(!isShown)}
        >
          <Icon size={20} aria-hidden="true" />
        </IconButton>
      }
    />
  );
}
