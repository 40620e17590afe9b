"use client";
import type { AppRouter } from "@atlas/api/router";
import { createRpc } from "@atlas/ui/client/rpc";

export const { RpcProvider, useRpc, useRpcClient } = createRpc<AppRouter>();
