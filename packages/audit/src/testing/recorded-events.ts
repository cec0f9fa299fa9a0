import { connect } from '@wellspring/database';
import { unpackEvents } from '../trail/pack-events.js';
import { blocksFrom } from '../trail/read-blocks.js';

/** An event of the trail, as far as tests look at it. */
export interface RecordedEvent {
  readonly eventID: string;
  readonly eventName: string;
  readonly eventSource: string;
  readonly requestID: string;
  readonly eventTime: string;
  readonly eventCategory: string;
  readonly readOnly: boolean;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly userIdentity: Readonly<Record<string, unknown>>;
  readonly requestParameters: Readonly<Record<string, unknown>> | null;
  readonly additionalEventData: Readonly<Record<string, unknown>> & {
    readonly changes?: readonly {
      readonly resourceType: string;
      readonly id: string;
      readonly version: number;
      readonly change: string;
    }[];
  };
  readonly [member: string]: unknown;
}

/** All events of the trail in a database, the oldest first. */
export async function recordedEvents(databaseUrl: string): Promise<readonly RecordedEvent[]> {
  const database = connect({ url: databaseUrl, max: 1 });
  try {
    const events: RecordedEvent[] = [];
    for await (const { body } of blocksFrom(database, 1n))
      for (const line of await unpackEvents(body)) events.push(JSON.parse(line) as RecordedEvent);
    return events;
  } finally {
    await database.close();
  }
}
