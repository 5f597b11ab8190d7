import type { ValidationEvent } from '../../../lambda/core';
import { signatureLine } from '../../../lambda/folder';
import { OutputFile } from '../../shared/output-file';
import type { Listener } from './dispatcher';

/** Writes the signatures that a copy of the bucket would lack: of backfill digests, and of digests without a successor. */
export class SavedSignatures implements Listener {
  private constructor(private readonly file: OutputFile) {}

  public static async open(path: string | undefined): Promise<SavedSignatures | undefined> {
    return path === undefined ? undefined : new SavedSignatures(await OutputFile.open(path));
  }

  public event(event: ValidationEvent): Promise<void> | undefined {
    if (event.type === 'digest' && event.isBackfill && event.signature !== undefined) {
      const { bucket, key, signature, generationTimestamp } = event;
      return this.file.sink.write(signatureLine({ bucket, key, signature, generationTimestamp }));
    }
    if (event.type !== 'chain') return undefined;
    return this.file.sink.write(event.result.segments.map(({ last }) => signatureLine(last)).join(''));
  }

  public close(): Promise<void> {
    return this.file.close();
  }
}
