import type { Block } from './section.js';

/** Says of figures without an interval why they have none, one item for each reason; nothing if every figure has one. */
export function reasonsBlock(
  figures: readonly { readonly what: string; readonly reason?: string | undefined }[],
): Block[] {
  const byReason = new Map<string, string[]>();
  for (const { what, reason } of figures) {
    if (reason !== undefined) {
      byReason.set(reason, [...(byReason.get(reason) ?? []), what]);
    }
  }
  const items = [...byReason].map(([reason, names]) => `No interval for ${names.join('; ')}: ${reason}.`);
  return items.length === 0 ? [] : [{ kind: 'list', items: items.map((item) => item.replace(/\.\.$/, '.')) }];
}
