// The calls of the table, each with its row.
import { PROTECTED_RESOURCES } from '../../../lib/protection/protected-resources';
import { callsOf, type ProtectedCall, type ProtectedResource } from '../../../lib/protection/protected-resource';

export interface CallOfRow {
  readonly resource: ProtectedResource;
  readonly call: ProtectedCall;
  /** For the title of a test. */
  readonly what: string;
  readonly which: string;
}

export const CALLS: readonly CallOfRow[] = PROTECTED_RESOURCES.flatMap((resource) =>
  callsOf(resource).map((call) => ({
    ...{ resource, call, what: resource.name },
    which: [...new Set([...call.events, ...call.actions])].join(', '),
  })),
);
