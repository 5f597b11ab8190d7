// Reasons that several rows have in common.
import { because } from './protected-resource';

export const UNBOUND = because('no policy of AWS Organizations binds the management account');

export const DEPLOY_AGAIN = because('the repair restores the settings of the trail; a deployment restores the rest');

export const DATA_EVENT = because('CloudTrail records it as a data event, and only where a trail selects it');

export const NO_CALL = because('it is a permission, not a call: the call that uses it is recorded by its own name');
