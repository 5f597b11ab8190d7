import type { ChainKeys } from '../format/object-keys';
import type { Chain } from '../model/trail';
import { DigestList, type ListedDigest } from './digest-list';
import { ChainLocations } from './chain-locations';
import type { Session } from './session';
import type { DigestVerdict } from './verified-digest';
import { verifyDigest } from './verify-digest';

/** Reads one chain: the names of its objects, the list of its digests, and the verdict on each digest by itself. */
export class ChainReader {
  /** Names in the bucket that the trail delivers to. */
  public readonly keys: ChainKeys;
  public readonly locations: ChainLocations;
  public readonly list: DigestList;

  public constructor(
    public readonly session: Session,
    public readonly chain: Chain,
  ) {
    this.locations = new ChainLocations(session, chain);
    this.keys = this.locations.current.keys;
    this.list = new DigestList(session, this.locations);
  }

  /** The verdict on one digest. It is cached for a while, since neighbours and log files need it again. */
  public verdictOf(listed: ListedDigest): Promise<DigestVerdict> {
    return this.session.verdicts.get(`${listed.bucket}/${listed.key}`, () => verifyDigest(this, listed));
  }
}
