import { expect, it } from 'vitest';
import { createHeldForClients } from './held-for-clients.js';

it('cuts off who has held much for long, the oldest first, and nobody else', () => {
  let clock = 0;
  const cut: string[] = [];
  const clients = createHeldForClients(() => clock);
  const client = (name: string, bytes: number) => ({ bytes, cut: () => cut.push(name) });
  clients.add(client('small', 100));
  const gone = client('gone', 1_000_000);
  clients.add(gone);
  clients.add(client('old', 1_000_000));
  clock = 20_000;
  clients.add(client('new', 1_000_000));
  clients.delete(gone);
  clients.cutSlowest();
  expect(cut).toEqual([]);
  clock = 30_000;
  clients.cutSlowest();
  clients.cutSlowest();
  expect(cut).toEqual(['old']);
  clock = 50_000;
  clients.cutSlowest();
  expect(cut).toEqual(['old', 'new']);
});
