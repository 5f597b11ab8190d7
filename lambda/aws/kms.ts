import { createHash } from 'node:crypto';
import { GenerateMacCommand, type KMSClient, SignCommand, VerifyMacCommand } from '@aws-sdk/client-kms';

const ALGORITHM = 'HMAC_SHA_256';
const SIGNING_ALGORITHM = 'ECDSA_SHA_256';

/** Authenticates content by a key that never leaves KMS. */
export class Mac {
  public constructor(
    private readonly client: KMSClient,
    private readonly keyId: string,
  ) {}

  /** The name is authenticated with the content, so that one can't be put in another's place. */
  public async make(name: string, content: Uint8Array): Promise<string> {
    const { Mac: mac = new Uint8Array() } = await this.client.send(
      new GenerateMacCommand({ KeyId: this.keyId, MacAlgorithm: ALGORITHM, Message: messageOf(name, content) }),
    );
    return Buffer.from(mac).toString('base64');
  }

  /** False only where KMS says that it is not the MAC of this; throws where KMS could not say. */
  public async isValid(name: string, content: Uint8Array, mac: string): Promise<boolean> {
    const bytes = Buffer.from(mac, 'base64');
    if (bytes.length !== 32) return false;
    try {
      await this.client.send(
        new VerifyMacCommand({
          KeyId: this.keyId,
          MacAlgorithm: ALGORITHM,
          Message: messageOf(name, content),
          Mac: bytes,
        }),
      );
      return true;
    } catch (error) {
      if ((error as Error).name === 'KMSInvalidMacException') return false;
      throw error;
    }
  }
}

/** Signs content by a key that never leaves KMS, whose public key anybody may have. */
export class Signer {
  public constructor(
    private readonly client: KMSClient,
    private readonly keyId: string,
  ) {}

  /** Signs content by its SHA-256 in hex. The signature is in DER, by which key KMS says itself. */
  public async sign(sha256: string): Promise<{ readonly keyId: string; readonly signature: string }> {
    const { KeyId = this.keyId, Signature } = await this.client.send(
      new SignCommand({
        KeyId: this.keyId,
        MessageType: 'DIGEST',
        Message: Buffer.from(sha256, 'hex'),
        SigningAlgorithm: SIGNING_ALGORITHM,
      }),
    );
    if (Signature === undefined) throw new Error('KMS answered without a signature');
    return { keyId: KeyId, signature: Buffer.from(Signature).toString('base64') };
  }
}

function messageOf(name: string, content: Uint8Array): Uint8Array {
  return Buffer.from(JSON.stringify([name, createHash('sha256').update(content).digest('hex')]));
}
