/** Three channels: half of the ER is added to red and green. */
export const RGB = ['microtubules+er/2', 'protein+er/2', 'nucleus'] as const;
