import type { NameMapping } from './name-mapping.js';

/**
 * Maps the names of the authors' checkpoint (ml-jku/gapnet-pl) to those of `gapNetPl`: `ConvLayer-1/W_conv` is `conv1/kernel`,
 * `FC-3/b_dense` is `dense3/bias`, and their step counter is no weight. Other names stay as they are.
 */
export const gapNetPlNames: NameMapping = (stored) =>
  new Map(
    stored.map((name) => {
      if (name === 'TeLL/tell_global_step') {
        return [name, null];
      }
      const [, block, number, part] = /^(ConvLayer|FC)-(\d)\/([Wb])_(?:conv|dense)$/.exec(name) ?? [];
      if (!block) {
        return [name, name];
      }
      return [name, `${block === 'FC' ? 'dense' : 'conv'}${number}/${part === 'W' ? 'kernel' : 'bias'}`];
    }),
  );
