import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MemoryStore, type Signer } from '../../support/corpus';
import { describeWith, OPENSSL } from '../../support/programs';
import { requestFor, smallCorpus, validate } from './harness';

const folder = mkdtempSync(path.join(tmpdir(), 'openssl-'));
const privateKey = path.join(folder, 'private.pem');

function openssl(args: readonly string[], input?: string | Buffer): Buffer {
  return execFileSync('openssl', args, { input, stdio: ['pipe', 'pipe', 'ignore'] });
}

/** Keys, fingerprints and signatures by the OpenSSL command, not by the library that the core verifies with. */
function opensslSigner(): Signer {
  openssl(['genrsa', '-traditional', '-out', privateKey, '2048']);
  const der = openssl(['rsa', '-in', privateKey, '-RSAPublicKey_out', '-outform', 'DER']);
  return {
    der,
    fingerprint: openssl(['dgst', '-md5', '-r'], der).toString().slice(0, 32),
    sign: (text) => openssl(['dgst', '-sha256', '-sign', privateKey], text).toString('hex'),
  };
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeWith(OPENSSL)('the OpenSSL command', () => {
  test('signs a chain that is valid', async () => {
    const signer = opensslSigner();
    const corpus = smallCorpus({ hours: 4, backfills: [2], signer: () => signer });
    const { result, codes } = await validate(MemoryStore.of(corpus), requestFor(corpus));
    expect(codes).toEqual([]);
    expect(result).toMatchObject({
      verdict: 'VALID',
      counts: { digests: { valid: 5 }, backfillDigests: { valid: 1 } },
    });
  });
});
