import type { startBackend } from '@hpa/backend';

/** Says which engine computes, as far as its numbers differ from those of others. */
export function engineInWords({
  name,
  fusedMultiplyAdd = false,
}: Pick<Awaited<ReturnType<typeof startBackend>>, 'fusedMultiplyAdd'> & { readonly name: string }): string {
  return `${name}${fusedMultiplyAdd ? ' with fused multiply-add' : ''}`;
}
