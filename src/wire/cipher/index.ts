export { clientId, type ClientIdSource } from './client-id.js';
export { Decryptor } from './decryptor.js';
export { Encryptor } from './encryptor.js';
export { CipherLengthError, KeyLengthError, PaddingError } from './errors.js';
export { deobfuscate, initialKey } from './initial-key.js';
export { parseKey } from './key.js';
