/**
 * Texts of a server on a terminal. A description, a comment or a title is whatever a broker puts
 * there: it must neither move the cursor nor break the lines of a table.
 */

const lineBreaks = /[\t-\r\u0085\u2028\u2029]+/g;

/** What a terminal obeys: control characters, and marks that turn the direction of the text. */
const obeyed = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

const pictures = 0x2400;
const deletion = 0x7f;

const picture = (character: string): string => {
  const code = character.charCodeAt(0);
  if (code === deletion) return '␡';
  return code < deletion ? String.fromCharCode(pictures + code) : '�';
};

/** A text in one line, with a picture in place of each character that a terminal would obey. */
export const visible = (text: string): string =>
  text.trimEnd().replace(lineBreaks, ' ').replace(obeyed, picture);

/** JSON that means the same, without the characters that `JSON.stringify` leaves as they are. */
export const escaped = (json: string): string =>
  json.replace(
    /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const narrow = /^[\x20-\x7e]*$/;
const widthless = /[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]/u;

/** Two columns each: East Asian Width W and F (Unicode Annex 11), and emoji. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u3247\u3250-\u4dbf\u4e00-\ua4c6\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{1b2ff}\u{1f200}-\u{1f320}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

const columnsOf = (character: string): number => {
  if (widthless.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
};

/** How many columns of a terminal a text takes. */
export const widthOf = (text: string): number => {
  if (narrow.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += columnsOf(character);
  return columns;
};

/** The start of a text that fits into so many columns. */
export const cut = (text: string, columns: number): string => {
  if (text.length * 2 <= columns) return text;
  if (narrow.test(text)) return text.slice(0, columns);
  let used = 0;
  let end = 0;
  for (const character of text) {
    used += columnsOf(character);
    if (used > columns) break;
    end += character.length;
  }
  return text.slice(0, end);
};

/** A text with blanks up to so many columns; a longer one as it is. */
export const pad = (text: string, columns: number, align: 'left' | 'right'): string => {
  const blanks = ' '.repeat(Math.max(columns - widthOf(text), 0));
  return align === 'left' ? `${text}${blanks}` : `${blanks}${text}`;
};
