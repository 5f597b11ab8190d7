import { ChainKeys } from '../format/object-keys';
import type { Chain } from '../model/trail';
import { DigestList, type ListedDigest } from './digest-list';
import type { Session } from './session';
import type { DigestVerdict } from './verified-digest';
import { verifyDigest } from './verify-digest';

/** Reads one chain: the names of its objects, the list of its digests, and the verdict on each digest by itself. */
export class ChainReader {
  public readonly keys: ChainKeys;
  public readonly list: DigestList;

  public constructor(
    public readonly session: Session,
    public readonly chain: Chain,
  ) {
    this.keys = new ChainKeys(session.request.trail, chain);
    this.list = new DigestList(session, this.keys);
  }

  /** The verdict on one digest. It is cached for a while, since neighbours and log files need it again. */
  public verdictOf(listed: ListedDigest): Promise<DigestVerdict> {
    return this.session.verdicts.get(`${listed.bucket}/${listed.key}`, () => verifyDigest(this, listed));
  }
}
