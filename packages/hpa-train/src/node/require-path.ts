import { describeValue } from '../describe-value.js';

/**
 * Returns the path if it is a text that is not empty.
 *
 * @throws TypeError if it is not.
 */
export function requirePath(path: string, { name }: { readonly name: string }): string {
  if (typeof path !== 'string' || path === '') {
    throw new TypeError(`${name} must be a path; received ${describeValue(path)}`);
  }
  return path;
}
