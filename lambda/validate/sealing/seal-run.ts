import type { Report, Store, ValidationRequest } from '../../core';
import type { RunClients } from '../clients';
import { DaySealer } from './day-sealer';
import { Sealer } from './sealer';

/** A sweep by seals: its request, and what takes in all that it reports. */
export interface SealedRun {
  readonly request: ValidationRequest;
  readonly report: Report;
}

/** Has a sweep compare what is sealed, and seal what it reads. Any other run goes on as it is. */
export function sealedRun(
  { seals }: Pick<RunClients, 'seals'>,
  store: Store,
  request: ValidationRequest,
  runId: string,
  report: Report,
): SealedRun {
  if (request.sweep !== true || request.sealing === undefined) return { request, report };
  const known = seals.after(request.retentionStart ?? -Infinity);
  const sealing = { ...request, seals: known, reportsObjects: true };
  const sealer = new Sealer(new DaySealer(store, sealing, seals, known, runId), sealing, known);
  return {
    request: sealing,
    report: async (event) => {
      await report(event);
      await sealer.take(event);
    },
  };
}
