import { Readable } from 'node:stream';
import type { HttpResponse, Lane, RequestLoad, Turn } from '@wellspring/http';
import type { ExpectedAnswer } from './expected-answer.js';
import type { HeldForClient, HeldForClients } from './held-for-clients.js';
import { SMALL_BODY, type Lanes } from './lanes.js';
import type { WorkClass } from './work-class.js';

/** What one request takes, from its first byte to the last of its answer. */
export interface OpenLoad extends RequestLoad {
  /**
   * It is known whose it is. Waits for its turn, unless its body is still on its way: then whoever reads that waits.
   *
   * @throws WellspringError `overloaded`, `request-aborted`
   */
  admitted(bodyIsThere: boolean): Promise<void>;
  /** It is done, and the answer is to be sent. */
  made(response: HttpResponse): void;
  /** The answer is sent, or the client is gone. */
  close(): void;
}

export interface LoadOptions {
  readonly lanes: Lanes;
  readonly kind: WorkClass;
  readonly expected: ExpectedAnswer;
  readonly senders: HeldForClients;
  readonly takers: HeldForClients;
  readonly client: WaitingClient;
}

/** Whom a request is of. */
export interface WaitingClient {
  /** Aborted when it goes away; asked for only where something has to be waited for. */
  readonly signal: () => AbortSignal;
  /** Closes its connection. */
  readonly cut: () => void;
}

/** What a stream holds in memory while it is sent. */
const STREAM_BYTES = 64 * 1024;

export function openLoad({
  lanes,
  kind,
  expected,
  senders,
  takers,
  client: { signal, cut },
}: LoadOptions): OpenLoad {
  /** Of the memory for bodies; more than one where more was needed than was said at first. */
  const bodies: Turn[] = [];
  let work: Turn | undefined;
  let answer: Turn | undefined;
  let isAdmitted = false;
  let isClosed = false;
  let answerBytes: number | undefined;

  const bodyBytes = (): number => bodies.reduce((sum, { bytes }) => sum + bytes, 0);
  const client: HeldForClient = {
    get bytes() {
      return bodyBytes() + (answer?.bytes ?? 0);
    },
    cut,
  };

  /** What is waited for may come when the client is gone already: then nobody gives it back. */
  const enter = async (lane: Lane, bytes: number, slow?: HeldForClients): Promise<Turn> => {
    const now = lane.tryEnter(bytes);
    if (now !== undefined) return now;
    try {
      return await lane.enter(signal(), bytes);
    } catch (error) {
      slow?.cutSlowest();
      throw error;
    }
  };
  /** What was awaited meanwhile may have changed it. */
  const wasClosed = (): boolean => isClosed;
  const kept = (turn: Turn): Turn => {
    if (isClosed) turn.leave();
    return turn;
  };

  const takeTurn = async (): Promise<void> => {
    if (work === undefined) work = kept(await enter(lanes.work[kind], bodyBytes()));
    else work.resize(bodyBytes());
    answer ??= kept(await enter(lanes.answers, expected.bytes, takers));
  };

  return {
    async hold(bytes) {
      const more = bytes - bodyBytes();
      if (more <= 0 || isClosed) return;
      const lane = bytes <= SMALL_BODY ? lanes.smallBodies : lanes.largeBodies;
      const turn = await enter(lane, more, senders);
      bodies.push(turn);
      if (!wasClosed()) senders.add(client);
      else turn.leave();
    },
    async held(bytes) {
      senders.delete(client);
      const [first, ...others] = bodies;
      first?.resize(bytes);
      for (const each of others) each.leave();
      bodies.length = Math.min(bodies.length, 1);
      if (isAdmitted) await takeTurn();
    },
    async admitted(bodyIsThere) {
      isAdmitted = true;
      // What is streamed takes its turn before.
      if (bodyIsThere || kind === 'object' || kind === 'feed') await takeTurn();
    },
    answers(bytes) {
      answerBytes = bytes;
    },
    made({ body }) {
      const bytes =
        answerBytes ??
        (body === undefined ? 0 : body instanceof Readable ? STREAM_BYTES : Buffer.byteLength(body));
      expected.seen(bytes);
      // Whoever reads changes has nothing to take most of the time.
      if (kind === 'feed') answer?.leave();
      else answer?.resize(bytes);
      if (answer !== undefined && bytes > STREAM_BYTES && !isClosed) takers.add(client);
      for (const each of bodies) each.leave();
      bodies.length = 0;
      // A file is worked on until it is sent.
      if (kind !== 'object') work?.leave();
    },
    close() {
      isClosed = true;
      senders.delete(client);
      takers.delete(client);
      for (const each of bodies) each.leave();
      work?.leave();
      answer?.leave();
    },
  };
}
