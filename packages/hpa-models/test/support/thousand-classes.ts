/** As many classes as ImageNet has, for published parameter counts. */
export const thousandClasses: readonly { readonly id: number; readonly name: string }[] = Array.from(
  { length: 1000 },
  (_, id) => ({ id, name: `class ${id}` }),
);
