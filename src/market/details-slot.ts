import {
  joinServerTime,
  SymbolDetailsFields,
  SymbolDetailsFlags,
  type SymbolDetails,
} from '../wire/index.js';

/** Fields of the record that have a bit in its mask. */
const masked = Object.entries(SymbolDetailsFields) as readonly (readonly [
  keyof typeof SymbolDetailsFields & keyof SymbolDetails,
  bigint,
])[];

const { bid_last, ask_last, last_last, vol_last } = SymbolDetailsFields;
/** Values of now, which ticks bring as well. */
const current = bid_last | ask_last | last_last | vol_last;

/** The statistics of one symbol, live or delayed, as records of push 17 have told them. */
class Track {
  /** All that is no value of now, of one record laid over the other. */
  #day: SymbolDetails | undefined;
  /** The last record that had values of now: ticks may have told others since an earlier one. */
  #current: SymbolDetails | undefined;

  take(record: SymbolDetails): void {
    this.#day = laidOver(this.#day, { ...record, fields: record.fields & ~current });
    const fields = record.fields & current;
    if (fields !== 0n) this.#current = { ...record, fields };
  }

  get records(): readonly SymbolDetails[] {
    return [this.#day, this.#current].filter((record) => record !== undefined);
  }
}

/** What push 17 has told of one symbol. Delayed records are statistics of their own. */
export class DetailsSlot {
  readonly #live = new Track();
  readonly #delayed = new Track();

  take(record: SymbolDetails): void {
    const isLive = (record.flags & SymbolDetailsFlags.delayed) === 0;
    (isLive ? this.#live : this.#delayed).take(record);
  }

  /** What is known, as records that could have told it. */
  get records(): readonly SymbolDetails[] {
    return [...this.#live.records, ...this.#delayed.records];
  }
}

/** Only values with their bit set are taken, and the time never goes back. */
const laidOver = (before: SymbolDetails | undefined, record: SymbolDetails): SymbolDetails => {
  if (before === undefined) return record;
  const kept = masked.filter(([, bit]) => (record.fields & bit) === 0n);
  const { lasttime, lasttime_msc } = timeOf(record) < timeOf(before) ? before : record;
  return {
    ...record,
    ...Object.fromEntries(kept.map(([field]) => [field, before[field]])),
    fields: before.fields | record.fields,
    lasttime,
    lasttime_msc,
  };
};

const timeOf = ({ lasttime, lasttime_msc }: SymbolDetails): number =>
  joinServerTime(lasttime, Number(lasttime_msc));
