import { createHmac, timingSafeEqual } from 'node:crypto';
import { awsJsonService, ServiceError, type StandInService } from '../stand-ins';
import { SigningKeyStandIn } from './kms-signing';

export interface KmsStandIn {
  readonly service: StandInService;
  /** Set to have every call fail with this error. */
  fault?: ServiceError;
  /** The state of every key. */
  keyState: string;
  /** Set to have signing alone fail with this error. */
  signingFault?: ServiceError;
  /** The key that signs, whatever its id. */
  readonly signingKey: SigningKeyStandIn;
}

/** GenerateMac, VerifyMac and Sign with a secret for each key, as KMS does: the secret never leaves it. */
export function kmsStandIn(): KmsStandIn {
  const macOf = ({ KeyId, Message }: Record<string, unknown>) =>
    createHmac('sha256', `secret of ${String(KeyId)}`)
      .update(Buffer.from(String(Message), 'base64'))
      .digest();
  const guarded = (answer: (input: Record<string, unknown>) => object) => (input: Record<string, unknown>) => {
    if (standIn.fault) throw standIn.fault;
    return answer(input);
  };
  const signingKey = new SigningKeyStandIn();
  const standIn: KmsStandIn = {
    signingKey,
    keyState: 'Enabled',
    service: awsJsonService('TrentService.', {
      GenerateMac: guarded((input) => ({ KeyId: input.KeyId, Mac: macOf(input).toString('base64') })),
      VerifyMac: guarded((input) => {
        if (!timingSafeEqual(macOf(input), Buffer.from(String(input.Mac), 'base64'))) {
          throw new ServiceError('KMSInvalidMacException', 'the MAC is not that of the message');
        }
        return { KeyId: input.KeyId, MacValid: true };
      }),
      DescribeKey: guarded(({ KeyId }) => ({ KeyMetadata: { KeyId, KeyState: standIn.keyState } })),
      Sign: guarded(({ KeyId, Message, MessageType, SigningAlgorithm }) => {
        if (standIn.signingFault) throw standIn.signingFault;
        const digest = Buffer.from(String(Message), 'base64');
        if (MessageType !== 'DIGEST' || SigningAlgorithm !== 'ECDSA_SHA_256' || digest.length !== 32) {
          throw new ServiceError('ValidationException', 'no digest of the algorithm');
        }
        return { KeyId, SigningAlgorithm, Signature: signingKey.sign(digest).toString('base64') };
      }),
    }),
  };
  return standIn;
}
