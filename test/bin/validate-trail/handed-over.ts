// Reports of the bundled function, with signatures by a stand-in of KMS, as somebody hands them over.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { World } from '../../support/run-time/world';

/** A folder with the evidence of some runs, and the public key beside it. */
export class HandedOver {
  public readonly folder = mkdtempSync(path.join(os.tmpdir(), 'handed-over-'));
  public readonly publicKey = path.join(this.folder, 'signing-key.der');
  /** The reports, oldest first. */
  public readonly reports: readonly string[];

  private constructor(
    private readonly objects: ReadonlyMap<string, Buffer>,
    reports: readonly string[],
    public readonly spki: Buffer,
  ) {
    this.reports = reports.map((key) => this.file(key));
    this.restore();
  }

  /** Three runs; the second and the third find a log file that was changed. */
  public static async make(): Promise<HandedOver> {
    const world = await World.open();
    try {
      await world.begin();
      await world.runAt(12);
      const key = world.logs.keys.find((name) => name.includes('/CloudTrail/')) ?? '';
      world.logs.put(key, {
        ...world.logs.object(key),
        body: Buffer.from('changed'),
        lastModified: new Date(world.now),
      });
      await world.runAt(13, 'sweep');
      await world.runAt(14);
      const objects = world.evidence.keys.map(
        (name) => [name, world.evidence.object(name)?.body ?? Buffer.of()] as const,
      );
      return new HandedOver(new Map(objects), world.reportKeys(), world.kms.signingKey.spki);
    } finally {
      await world.close();
    }
  }

  /** Puts everything back as it was handed over. */
  public restore(): void {
    rmSync(this.folder, { recursive: true, force: true });
    for (const [key, body] of this.objects) {
      mkdirSync(path.dirname(this.file(key)), { recursive: true });
      writeFileSync(this.file(key), body);
    }
    writeFileSync(this.publicKey, this.spki);
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private file(key: string): string {
    return path.join(this.folder, key);
  }
}
