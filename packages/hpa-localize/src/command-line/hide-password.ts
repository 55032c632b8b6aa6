/** Puts three asterisks in the place of the password of an address of Redis. */
export function hidePassword(text: string): string {
  return text.replace(/(rediss?:\/\/[^\s:@/]*:)\S*@/, '$1***@');
}
