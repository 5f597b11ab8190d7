import type { Readable, Writable } from 'node:stream';

/** What a command has of the process that runs it. */
export interface Io {
  /** Left out where nobody can be asked. */
  readonly stdin?: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
  /** Milliseconds since 1970. */
  now(): number;
  /** Lets so many milliseconds pass. Default: by a timer */
  wait?(milliseconds: number): Promise<void>;
  /** The program of a thread that takes a part of the work; left out where all is done in one thread. */
  readonly workerFile?: URL;
  /** From the first call on, the first interrupt by the user or the system aborts this signal and not the process. */
  interruption(): AbortSignal;
}
