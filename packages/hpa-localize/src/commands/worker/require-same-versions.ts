/**
 * Requires that the packages which decide results are of the versions of the sender.
 *
 * @throws Error naming the package and both versions if one is not.
 */
export function requireSameVersions(
  here: Readonly<Record<string, unknown>>,
  there: Readonly<Record<string, unknown>>,
): void {
  const other = Object.keys(here).find(
    (name) => /^@(hpa|tensorflow)\//.test(name) && here[name] !== there[name],
  );
  if (other !== undefined) {
    throw new Error(`${other} is of version ${here[other]}, that of the sender of ${there[other] ?? 'none'}`);
  }
}
