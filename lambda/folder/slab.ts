const SLAB = 256 * 1024;

/**
 * Memory for the bytes of small files, many from one piece: a piece for each file takes as long to make and to collect as
 * to read it. A piece is free once all that was cut from it is.
 */
export class Slab {
  private rest = Buffer.alloc(0);

  /** Not initialized: what of it is not written must not be used. */
  public take(size: number): Buffer {
    if (size > SLAB / 8) return Buffer.allocUnsafeSlow(size);
    if (size > this.rest.length) this.rest = Buffer.allocUnsafeSlow(SLAB);
    const taken = this.rest.subarray(0, size);
    this.rest = this.rest.subarray(size);
    return taken;
  }
}
