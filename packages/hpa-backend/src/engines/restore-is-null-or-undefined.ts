/**
 * Gives node:util back the isNullOrUndefined that Node 23 removed and tfjs-node 4.22 calls whenever a kernel runs;
 * of the functions removed then, it uses no other. Upstream fixed it without a release since.
 *
 * @returns What takes it away again; nothing happens where Node still has it.
 */
export function restoreIsNullOrUndefined(): () => void {
  const util = process.getBuiltinModule('node:util');
  if ('isNullOrUndefined' in util) {
    return () => {};
  }
  Object.defineProperty(util, 'isNullOrUndefined', {
    configurable: true,
    enumerable: false, // Nobody who lists or copies the module finds it.
    value: (value: unknown) => value === null || value === undefined,
  });
  return () => {
    Reflect.deleteProperty(util, 'isNullOrUndefined');
  };
}
