export { describeErrors } from './errors.js';
export { jsonOf } from './layout.js';
