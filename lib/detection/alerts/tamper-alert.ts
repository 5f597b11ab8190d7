import { CALL_TEXT } from './message';
import type { Alert } from './add-alerts';
import { callPattern } from '../../shared/event-pattern';
import { nameOf } from '../../identity/names';
import type { TamperContext, TamperRow } from './tamper-table';

/** The alert that a row of the table stands for. */
export function tamperAlert(row: TamperRow, context: TamperContext): Alert {
  const { name, severity, meaning, patternHolds = 'trailName' } = row;
  return {
    id: name,
    ruleName: nameOf(context.trail, name),
    severity,
    meaning,
    section: name,
    patternHolds,
    pattern: callPattern({ ...row, fields: row.fields?.(context), exceptRoleArns: row.except?.(context) }),
    text: CALL_TEXT,
  };
}
