import type { Finding, ValidationEvent } from '../../../lambda/core';
import type { Screen } from '../report/screen';

/** Takes each event of a run; returns a promise where it can't keep up. */
export interface Listener {
  event(event: ValidationEvent): Promise<void> | undefined;
}

/** Gives each event to all listeners. Where one of them fails, the run is stopped, and the failure is thrown at its end. */
export class Dispatcher {
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

  public readonly dispatch = (event: ValidationEvent): Promise<void> | undefined => {
    // Later events are about a run that stops because its report can't be written.
    if (this.failure !== undefined) return undefined;
    if (event.type === 'progress') {
      this.screen.progress?.update(event.done, event.total);
      return undefined;
    }
    try {
      return this.deliver(event);
    } catch (error) {
      return this.fail(error);
    }
  };

  /** Dispatches what was found outside of the chains. */
  public async dispatchFindings(findings: readonly Finding[]): Promise<void> {
    for (const finding of findings) await this.dispatch({ type: 'finding', ...finding });
  }

  /** Throws what a listener threw. */
  public assertDelivered(): void {
    if (this.failure !== undefined) throw this.failure.error;
  }

  private deliver(event: ValidationEvent): Promise<void> | undefined {
    let slow: Promise<void>[] | undefined;
    for (const listener of this.listeners) {
      const delivery = listener.event(event);
      if (delivery !== undefined) (slow ??= []).push(delivery);
    }
    return slow && Promise.all(slow).then(() => undefined, this.fail);
  }

  private readonly fail = (error: unknown): undefined => {
    this.failure ??= { error };
    this.stopped.abort();
  };
}
