/** Minimum elements of a range of an element-wise kernel: below it, waking a thread costs more than the work. */
export const GRAIN = 4096;
