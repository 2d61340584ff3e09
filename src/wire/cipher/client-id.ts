import { createHash } from 'node:crypto';

/** What the official client knows of its browser when it makes its client id. */
export interface ClientIdSource {
  /** Such as `Win32` or `Linux x86_64`. */
  readonly platform: string;
  readonly devicePixelRatio: number;
  /** Such as `en-US`; may be empty. */
  readonly language: string;
  /** Pixels; null where there is no screen. */
  readonly screenWidth: number | null;
  /** Pixels; null where there is no screen. */
  readonly screenHeight: number | null;
  /** The random number below one million that the browser keeps. */
  readonly u: number | string;
}

/**
 * The 16-byte client id (`cid`) of a login: the first 16 bytes of SHA-1 over
 * the UTF-8 text `platform;ratio;language;WxH;u`, the longer side of the screen
 * first. Without a screen that field is empty. As the official client makes it;
 * any 16 bytes that stay the same should do.
 */
export function clientId(source: ClientIdSource): Uint8Array {
  const text = [
    source.platform,
    String(source.devicePixelRatio),
    source.language,
    screenText(source.screenWidth, source.screenHeight),
    String(source.u),
  ].join(';');
  return Uint8Array.from(createHash('sha1').update(text, 'utf8').digest().subarray(0, 16));
}

function screenText(width: number | null, height: number | null): string {
  if (width === null || height === null) return '';
  return `${Math.max(width, height)}x${Math.min(width, height)}`;
}
