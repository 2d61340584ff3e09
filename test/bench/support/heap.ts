import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Node offers its collector to scripts only with a flag, which may be set while it runs. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

const collect = collector();

/** Bytes that are in use once all garbage is gone: the heap, and buffers beside it. */
export function usedBytes(): number {
  // The second one frees what the first has found to be finalized.
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
