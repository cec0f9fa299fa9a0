import { Readable } from 'node:stream';

interface LogLine {
  readonly lineId: number;
  readonly UpdateResourceResponse: {
    readonly jsonBlob: { readonly issue?: readonly { readonly diagnostics?: string }[] };
  };
}

/**
 * The OperationOutcomes of an import's log of refused lines, one a line, each saying which line of the input it is
 * about. Streamed: a log may have millions of lines.
 */
export function outcomeLines(log: Readable): Readable {
  log.setEncoding('utf8');
  const lines = async function* (): AsyncGenerator<string> {
    let rest = '';
    for await (const chunk of log as AsyncIterable<string>) {
      const parts = (rest + chunk).split('\n');
      rest = parts.pop()!;
      if (parts.length > 0) yield parts.map(outcomeLine).join('');
    }
    if (rest !== '') yield outcomeLine(rest);
  };
  return Readable.from(lines(), { objectMode: false });
}

function outcomeLine(line: string): string {
  const { lineId, UpdateResourceResponse } = JSON.parse(line) as LogLine;
  const { jsonBlob } = UpdateResourceResponse;
  const issue = jsonBlob.issue?.map((each) => ({
    ...each,
    diagnostics: `Line ${lineId}: ${each.diagnostics ?? ''}`,
  }));
  return `${JSON.stringify({ ...jsonBlob, issue })}\n`;
}
