import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { explainWriteError } from '../explain-write-error.js';
import { requireModestNesting } from '../require-modest-nesting.js';
import { type JournalRecord, requireRecord } from './record.js';

const NEWLINE = 0x0a;

/** A file of one JSON record a line, to which several processes append. */
export interface JournalFile {
  /** Reads the records that were added since, in the order of the file, one after the other. */
  readOn(): Promise<void>;
  /** Adds a record; once this resolves, it is on the disk, and was read back like all before it. */
  append(record: JournalRecord): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a journal; the file is created if absent. A line that is no JSON was torn by a crash or a full disk: it is dropped, and told.
 *
 * Appends need no lock: the system puts each whole at the end of the file (`O_APPEND`), and which of two came first is what the file says.
 */
export async function openJournalFile(
  path: string,
  {
    onRecord,
    onDamage,
  }: {
    readonly onRecord: (record: JournalRecord, where: string) => void;
    readonly onDamage: (message: string) => void;
  },
): Promise<JournalFile> {
  const file = await open(path, 'a+').catch((error: unknown) => {
    throw explainWriteError(path, error);
  });
  let offset = 0;
  let lineCount = 0;
  /** Whether the file ends within a line: one that was torn, or that another process is writing. */
  let isOpenEnded = false;

  /** Reads on; returns the lines. */
  const readLines = async (): Promise<string[]> => {
    const text = await readFrom(file, { path, offset });
    const end = text.lastIndexOf(NEWLINE) + 1;
    isOpenEnded = end < text.length;
    offset += end;
    const lines = text.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
    for (const line of lines) {
      lineCount++;
      const where = `${path} line ${lineCount}`;
      const value = line === '' ? undefined : parse(line, { where, onDamage });
      if (value !== undefined) {
        onRecord(requireRecord(value, { where }), where);
      }
    }
    return lines;
  };

  return {
    readOn: async () => void (await readLines()),
    async append(record) {
      const line = JSON.stringify(record);
      for (;;) {
        await readLines();
        // What is torn gets an end of its own. If another process just ends its line, an empty one comes of it.
        const bytes = Buffer.from(`${isOpenEnded ? '\n' : ''}${line}\n`);
        try {
          await file.write(bytes);
          await file.datasync();
        } catch (error) {
          throw explainWriteError(path, error);
        }
        // A short write, or one that came behind what another process tore in between, is not there as a line: again.
        if ((await readLines()).includes(line)) {
          return;
        }
      }
    },
    close: () => file.close(),
  };
}

/** The bytes of a file from an offset on. */
async function readFrom(
  file: FileHandle,
  { path, offset }: { readonly path: string; readonly offset: number },
): Promise<Buffer> {
  const { size } = await file.stat();
  if (size < offset) {
    throw new Error(`${path} must not become shorter; it has ${size} bytes, and had ${offset}`);
  }
  const bytes = Buffer.alloc(size - offset);
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, offset + filled);
    if (bytesRead === 0) {
      break;
    }
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

function parse(
  line: string,
  { where, onDamage }: { readonly where: string; readonly onDamage: (message: string) => void },
): unknown {
  requireModestNesting(line, { file: where });
  try {
    return JSON.parse(line);
  } catch {
    onDamage(
      `${where} is torn and is dropped: ${basename(where)} has ${line.length} characters that are no JSON`,
    );
    return undefined;
  }
}
