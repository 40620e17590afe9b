"use client";
import { useRpc } from "@atlas/features/rpc";
import type { Permission } from "@atlas/core/permissions";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

/** Whether the operator who is signed in holds the permission; false until that is known. */
export function useMay(permission: Permission): boolean {
  const account = useQuery(useRpc().account.me.queryOptions());
  return account.data?.permissions.includes(permission) ?? false;
}

interface MayProps {
  readonly permission: Permission;
  readonly children: ReactNode;
}

/** What only operators with the permission see: nobody is offered what would be refused. */
export function May({ permission, children }: MayProps): ReactNode {
  return useMay(permission) ? children : null;
}
