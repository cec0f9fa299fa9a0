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
   * @returns undefined where there is nothing to wait for
   * @throws WellspringError `overloaded`, `request-aborted`
   */
  admitted(bodyIsThere: boolean): Promise<void> | undefined;
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

export function openLoad(options: LoadOptions): OpenLoad {
  return new LoadOfRequest(options);
}

/** There is one for every request, and a dozen functions for each would be most of what it costs. */
class LoadOfRequest implements OpenLoad, HeldForClient {
  readonly #lanes: Lanes;
  readonly #kind: WorkClass;
  readonly #expected: ExpectedAnswer;
  readonly #senders: HeldForClients;
  readonly #takers: HeldForClients;
  readonly #client: WaitingClient;
  /** Of the memory for bodies; more than one where more was needed than was said at first. */
  readonly #bodies: Turn[] = [];
  #work: Turn | undefined;
  #answer: Turn | undefined;
  #isAdmitted = false;
  #isClosed = false;
  #answerBytes: number | undefined;

  constructor({ lanes, kind, expected, senders, takers, client }: LoadOptions) {
    this.#lanes = lanes;
    this.#kind = kind;
    this.#expected = expected;
    this.#senders = senders;
    this.#takers = takers;
    this.#client = client;
  }

  get bytes(): number {
    return this.#bodyBytes() + (this.#answer?.bytes ?? 0);
  }

  cut(): void {
    this.#client.cut();
  }

  async hold(bytes: number): Promise<void> {
    const more = bytes - this.#bodyBytes();
    if (more <= 0 || this.#isClosed) return;
    const lane = bytes <= SMALL_BODY ? this.#lanes.smallBodies : this.#lanes.largeBodies;
    const turn = lane.tryEnter(more) ?? (await this.#wait(lane, more, this.#senders));
    this.#bodies.push(turn);
    if (!this.#wasClosed()) this.#senders.add(this);
    else turn.leave();
  }

  async held(bytes: number): Promise<void> {
    this.#senders.delete(this);
    const [first, ...others] = this.#bodies;
    first?.resize(bytes);
    for (const each of others) each.leave();
    this.#bodies.length = Math.min(this.#bodies.length, 1);
    if (this.#isAdmitted) await this.#takeTurn();
  }

  admitted(bodyIsThere: boolean): Promise<void> | undefined {
    this.#isAdmitted = true;
    // What is streamed takes its turn before.
    if (bodyIsThere || this.#kind === 'object' || this.#kind === 'feed') return this.#takeTurn();
    return undefined;
  }

  answers(bytes: number): void {
    this.#answerBytes = bytes;
  }

  made({ body }: HttpResponse): void {
    const bytes =
      this.#answerBytes ??
      (body === undefined ? 0 : body instanceof Readable ? STREAM_BYTES : Buffer.byteLength(body));
    this.#expected.seen(bytes);
    // Whoever reads changes has nothing to take most of the time.
    if (this.#kind === 'feed') this.#answer?.leave();
    else this.#answer?.resize(bytes);
    if (this.#answer !== undefined && bytes > STREAM_BYTES && !this.#isClosed) this.#takers.add(this);
    for (const each of this.#bodies) each.leave();
    this.#bodies.length = 0;
    // A file is worked on until it is sent.
    if (this.#kind !== 'object') this.#work?.leave();
  }

  close(): void {
    this.#isClosed = true;
    this.#senders.delete(this);
    this.#takers.delete(this);
    for (const each of this.#bodies) each.leave();
    this.#work?.leave();
    this.#answer?.leave();
  }

  /** Undefined: it was taken at once. */
  #takeTurn(): Promise<void> | undefined {
    const bytes = this.#bodyBytes();
    if (this.#work !== undefined) this.#work.resize(bytes);
    else this.#work = this.#kept(this.#lanes.work[this.#kind].tryEnter(bytes));
    if (this.#work !== undefined)
      this.#answer ??= this.#kept(this.#lanes.answers.tryEnter(this.#expected.bytes));
    return this.#work === undefined || this.#answer === undefined ? this.#waitForTurn() : undefined;
  }

  async #waitForTurn(): Promise<void> {
    this.#work ??= this.#kept(await this.#wait(this.#lanes.work[this.#kind], this.#bodyBytes()));
    this.#answer ??= this.#kept(await this.#wait(this.#lanes.answers, this.#expected.bytes, this.#takers));
  }

  async #wait(lane: Lane, bytes: number, slow?: HeldForClients): Promise<Turn> {
    try {
      return await lane.enter(this.#client.signal(), bytes);
    } catch (error) {
      slow?.cutSlowest();
      throw error;
    }
  }

  /** What is waited for may come when the client is gone already: then nobody gives it back. */
  #kept<T extends Turn | undefined>(turn: T): T {
    if (this.#isClosed) turn?.leave();
    return turn;
  }

  /** What was awaited meanwhile may have changed it. */
  #wasClosed(): boolean {
    return this.#isClosed;
  }

  #bodyBytes(): number {
    let sum = 0;
    for (const { bytes } of this.#bodies) sum += bytes;
    return sum;
  }
}
