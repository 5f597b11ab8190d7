import { createHmac, timingSafeEqual } from 'node:crypto';
import { awsJsonService, ServiceError, type StandInService } from '../stand-ins';

export interface KmsStandIn {
  readonly service: StandInService;
  /** Set to have every call fail with this error. */
  fault?: ServiceError;
}

/** GenerateMac and VerifyMac with a secret for each key, as KMS does: the secret never leaves it. */
export function kmsStandIn(): KmsStandIn {
  const macOf = ({ KeyId, Message }: Record<string, unknown>) =>
    createHmac('sha256', `secret of ${String(KeyId)}`)
      .update(Buffer.from(String(Message), 'base64'))
      .digest();
  const guarded = (answer: (input: Record<string, unknown>) => object) => (input: Record<string, unknown>) => {
    if (standIn.fault) throw standIn.fault;
    return answer(input);
  };
  const standIn: KmsStandIn = {
    service: awsJsonService('TrentService.', {
      GenerateMac: guarded((input) => ({ KeyId: input.KeyId, Mac: macOf(input).toString('base64') })),
      VerifyMac: guarded((input) => {
        if (!timingSafeEqual(macOf(input), Buffer.from(String(input.Mac), 'base64'))) {
          throw new ServiceError('KMSInvalidMacException', 'the MAC is not that of the message');
        }
        return { KeyId: input.KeyId, MacValid: true };
      }),
    }),
  };
  return standIn;
}
