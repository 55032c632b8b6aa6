/**
 * Maps the values of a record and keeps its keys.
 */
export function mapRecord<Name extends string, Value, Result>(
  record: Readonly<Record<Name, Value>>,
  map: (value: Value) => Result,
): Record<Name, Result> {
  const entries = Object.entries<Value>(record).map(([name, value]) => [name, map(value)] as const);
  // Object.fromEntries forgets which keys it was given.
  return Object.fromEntries(entries) as Record<Name, Result>;
}
