import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchModel } from '../../browser/src/answering/fetch-model.js';

const manifest = (...paths: string[]) => JSON.stringify({ weightsManifest: [{ paths }] });
const FILES: Readonly<Record<string, string>> = {
  '/a/model.json': manifest('weights.bin'),
  '/a/weights.bin': 'numbers',
  '/a/training.json': '{"data": "cells"}',
  '/cells/model.json': manifest('weights.bin'),
  '/cells/weights.bin': 'numbers',
  '/cells/training.json': '{"trainingCells": {"count": 1, "sha256": ""}}',
  '/cells/training-cells.zip': 'cells',
  '/gone/model.json': manifest('weights.bin'),
  '/gone/weights.bin': 'numbers',
  '/gone/training.json': '{"trainingCells": {"count": 1, "sha256": ""}}',
  '/b/model.json': manifest('weights.bin'),
  '/b/weights.bin': 'numbers',
  '/out/model.json': manifest('../secret'),
  '/other/model.json': manifest('https://example.org/weights.bin'),
  '/none/model.json': '<!doctype html>',
  '/lacks/model.json': manifest('weights.bin'),
};
let server: Server;
let origin: string;
const asked: (string | undefined)[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url);
    const content = FILES[request.url!];
    response.writeHead(content === undefined ? 404 : 200).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

describe('a model at an address', () => {
  it('is its model.json, the weights that it names, and the record of its training if there is one, with the cells that it tells of', async () => {
    const names = async (path: string) => (await fetchModel(`${origin}${path}`)).map(({ name }) => name);
    expect(await names('/a/model.json')).toEqual(['model.json', 'weights.bin', 'training.json']);
    expect(await names('/b/model.json')).toEqual(['model.json', 'weights.bin']);
    const withRecord = ['model.json', 'weights.bin', 'training.json'];
    expect(await names('/cells/model.json')).toEqual([...withRecord, 'training-cells.zip']);
    // Whoever reads them says that they are missing.
    expect(await names('/gone/model.json')).toEqual(withRecord);
    const [, weights] = await fetchModel(`${origin}/a/model.json`);
    expect(await weights!.text()).toBe('numbers');
  });

  it.each(['/out/model.json', '/other/model.json', '/none/model.json'])(
    'has its weights beside it, and nowhere else: %s',
    async (path) => {
      asked.length = 0;
      await expect(fetchModel(`${origin}${path}`)).rejects.toThrow(
        `${origin}${path}: expected model.json of a saved model, which names the weights beside it`,
      );
      expect(asked).toEqual([path]);
    },
  );

  it('is refused with its address, where something is not there', async () => {
    await expect(fetchModel(`${origin}/nothing/model.json`)).rejects.toThrow(
      `${origin}/nothing/model.json cannot be loaded: the server says 404 Not Found`,
    );
    await expect(fetchModel(`${origin}/lacks/model.json`)).rejects.toThrow(
      `${origin}/lacks/weights.bin cannot be loaded: the server says 404 Not Found`,
    );
    await expect(fetchModel('http://127.0.0.1:9/model.json')).rejects.toThrow(
      'http://127.0.0.1:9/model.json cannot be loaded',
    );
  });
});
