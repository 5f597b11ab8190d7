import type { Writable } from 'node:stream';

/** What a command has of the process that runs it. */
export interface Io {
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
  /** Milliseconds since 1970. */
  now(): number;
  /** From the first call on, the first interrupt by the user or the system aborts this signal and not the process. */
  interruption(): AbortSignal;
}
