/** A place in a body that is being read, and the names of fields that were not there. */
export class Cursor {
  readonly bytes: Buffer;
  readonly view: DataView;
  readonly end: number;
  readonly missing: string[] = [];
  /** Bytes that no field claims and that lie elsewhere than at the end of the body. */
  unclaimed: Uint8Array | undefined;
  /** Reproduce known slips of the official client instead of following the layout. */
  readonly officialQuirks: boolean;
  offset: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length, officialQuirks = false) {
    this.bytes = Buffer.isBuffer(bytes)
      ? bytes
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.offset = start;
    this.end = end;
    this.officialQuirks = officialQuirks;
  }

  get remaining(): number {
    return Math.max(0, this.end - this.offset);
  }
}
