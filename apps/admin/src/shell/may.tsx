"use client";
import { useRpc } from "@atlas/features/rpc";
import type { Permission } from "@atlas/core/permissions";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

/** What the operator who is signed in may do in the city of these pages, and what belongs to none; null until that is known. */
export function usePermissions(): ReadonlySet<Permission> | null {
  const permissions = useQuery(useRpc().account.me.queryOptions()).data?.permissions;
  return permissions === undefined ? null : new Set(permissions);
}

/** Whether the operator who is signed in holds the permission; false until that is known. */
export function useMay(permission: Permission): boolean {
  return usePermissions()?.has(permission) ?? false;
}

interface MayProps {
  readonly permission: Permission;
  readonly children: ReactNode;
}

/** What only operators with the permission see: nobody is offered what would be refused. */
export function May({ permission, children }: MayProps): ReactNode {
  return useMay(permission) ? children : null;
}
