import type { ValidationEvent } from '../../lambda/core';
import type { Screen } from './output';

/** Is told of each event; a promise where it can't keep up. */
export interface Listener {
  event(event: ValidationEvent): Promise<void> | undefined;
}

/** One ear for all listeners. Where one of them fails, the run is stopped, and the failure is thrown in the end. */
export class Ear {
  private readonly stopped = new AbortController();
  private failure?: { readonly error: unknown };

  public constructor(
    private readonly listeners: readonly Listener[],
    private readonly screen: Screen,
    interrupted: AbortSignal,
  ) {
    if (interrupted.aborted) this.stopped.abort();
    interrupted.addEventListener('abort', () => this.stopped.abort(), { once: true });
  }

  /** Aborted by the user, by the system, or by a report that can't be written any more. */
  public get signal(): AbortSignal {
    return this.stopped.signal;
  }

  public readonly hear = (event: ValidationEvent): Promise<void> | undefined => {
    // What is told from here on is about a run that stops for want of a reader.
    if (this.failure !== undefined) return undefined;
    if (event.type === 'progress') {
      this.screen.progress?.update(event.done, event.total);
      return undefined;
    }
    try {
      let slow: Promise<void>[] | undefined;
      for (const listener of this.listeners) {
        const told = listener.event(event);
        if (told !== undefined) (slow ??= []).push(told);
      }
      return slow && Promise.all(slow).then(() => undefined, this.fail);
    } catch (error) {
      return this.fail(error);
    }
  };

  /** Throws what a listener threw. */
  public assertHeard(): void {
    if (this.failure !== undefined) throw this.failure.error;
  }

  private readonly fail = (error: unknown): undefined => {
    this.failure ??= { error };
    this.stopped.abort();
  };
}
