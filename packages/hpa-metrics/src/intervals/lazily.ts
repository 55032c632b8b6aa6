/** Computes a value when it is first asked for, and keeps it. */
export function lazily<Value extends object>(compute: () => Value): () => Value {
  let value: Value | undefined;
  return () => {
    value ??= compute();
    return value;
  };
}
