import { StandInService } from './stand-in';
import { xmlDocument } from './xml';

/** GetCallerIdentity, of one account. */
export function stsStandIn(accountId: string): StandInService {
  return ({ method, body }, count) => {
    if (method !== 'POST' || !body.includes('Action=GetCallerIdentity')) return undefined;
    count('GetCallerIdentity');
    const arn = `arn:aws:iam::${accountId}:role/auditor`;
    return {
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: xmlDocument(
        'GetCallerIdentityResponse',
        {
          GetCallerIdentityResult: { Arn: arn, UserId: 'AROAEXAMPLE', Account: accountId },
          ResponseMetadata: { RequestId: '01234567-89ab-cdef-0123-456789abcdef' },
        },
        'https://sts.amazonaws.com/doc/2011-06-15/',
      ),
    };
  };
}
