/** Numbers that training makes are not finite any more. Callers tell this error by its name from those of data or files. */
export class Diverged extends Error {
  override readonly name = 'Diverged';
}
