import type { Construct } from 'constructs';
import { STAND_IN_TRAIL } from '../identity/part-of-trail';
import { Problems } from '../shared/problems';
import type { ILogArchive } from './i-log-archive';
import { ImportedLogArchive } from './imported-log-archive';

/** The log archive that was given; where there is none, the problem is noted and a substitute is returned. */
export function requiredLogArchive(scope: Construct, given: ILogArchive | undefined): ILogArchive {
  const problem = {
    what: 'logArchive',
    allowed: 'the log archive whose log files are validated',
    todo: 'make a LogArchive, or take one by LogArchive.fromLogArchiveAttributes',
  };
  const standIn = () =>
    new ImportedLogArchive(scope, 'MissingLogArchive', {
      trail: STAND_IN_TRAIL,
      policiesReviewed: { reason: 'it is a substitute for one that is missing' },
    });
  return Problems.of(scope).orStandIn(given, 'trail', problem, standIn);
}
