import type { Writable } from 'node:stream';

/** What the command has of the process that runs it. */
export interface Io {
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
  /** Milliseconds since 1970. */
  now(): number;
  /** Aborted when the user or the system asks to end. */
  readonly interrupted: AbortSignal;
}
