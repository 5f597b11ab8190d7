// Messages as the rules of TamperAlerts send them to the queues: the synthesized templates, filled in with an event.
import { tamperAlertParts } from '../../../lib/detection/alerts/tamper-alert';
import { groupedMessage } from '../../../lib/detection/alerts/message';
import type { TamperAlertName } from '../../../lib/protection/protected-resource';
import type { AlertGroup } from '../../../lib/shared/contract';
import { eventOf } from '../../../bin/cdk-organization-trail/verify/samples/event-bridge';
import type { CloudTrailRecord } from '../../../bin/cdk-organization-trail/verify/samples/record';
import { organizationTrail } from '../../support/stacks';

const trail = organizationTrail();

/** What a rule sends of a call. EventBridge leaves absent values empty, as far as its documentation says. */
export function queueBody(kind: AlertGroup, name: TamperAlertName, call: CloudTrailRecord): string {
  const [alert] = tamperAlertParts(name, trail, () => ({}));
  const { inputPathsMap, inputTemplate } = groupedMessage(kind, alert);
  const event = eventOf(call);
  return inputTemplate.replace(/<(\w+)>/g, (_, variable: string) => valueAt(event, inputPathsMap[variable]));
}

function valueAt(event: object, path: string): string {
  const keys = path.split('.').slice(1);
  const value = keys.reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], event);
  return typeof value === 'string' ? value : '';
}
