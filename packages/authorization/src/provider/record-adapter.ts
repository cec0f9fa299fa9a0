import { errors, type Adapter, type AdapterConstructor, type AdapterPayload } from 'oidc-provider';
import type { ClientTable } from '../clients/client-table.js';
import { loginsOf, type RecordTable } from '../records/record-table.js';

/** What a record ends with: its grant, and a login with its account's password. */
function endsWith(kind: string, { accountId, grantId }: AdapterPayload): string | undefined {
  return kind === 'Session' && accountId !== undefined ? loginsOf(accountId) : grantId;
}

/** Where oidc-provider keeps its things: clients in their table, everything else as records. */
export function recordAdapter(records: RecordTable, clients: ClientTable): AdapterConstructor {
  return class RecordAdapter implements Adapter {
    constructor(private readonly kind: string) {}

    async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
      const once = this.kind === 'ReplayDetection';
      const kept = await records.put({
        kind: this.kind,
        id,
        grantId: endsWith(this.kind, payload),
        uid: payload.uid,
        payload,
        expiresIn,
        once,
      });
      // The library looks first and keeps then; of two assertions that came at once, one is told here.
      if (!kept) throw new errors.InvalidClientAuth('client assertion tokens must only be used once');
    }

    async find(id: string): Promise<AdapterPayload | undefined> {
      if (this.kind === 'Client') return clients.metadata(id);
      return records.find(this.kind, id);
    }

    async findByUid(uid: string): Promise<AdapterPayload | undefined> {
      return records.findByUid(this.kind, uid);
    }

    /** Flows with user codes are not offered. */
    findByUserCode(): Promise<undefined> {
      return Promise.resolve(undefined);
    }

    async consume(id: string): Promise<void> {
      // As with assertions: of two that looked at once, one is late.
      if (!(await records.consume(this.kind, id))) throw new errors.InvalidGrant('it was used already');
    }

    async destroy(id: string): Promise<void> {
      await records.remove(this.kind, id);
    }

    async revokeByGrantId(grantId: string): Promise<void> {
      await records.removeByGrant(grantId);
    }
  };
}
