/** Three channels that show four: the ER as half a share of red and green. */
export const RGB = ['microtubules+er/2', 'protein+er/2', 'nucleus'] as const;
