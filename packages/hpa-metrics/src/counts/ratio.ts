/** A share of counts; 0/0 counts as 0. */
export function ratio(part: number, { of }: { readonly of: number }): number {
  return of === 0 ? 0 : part / of;
}
