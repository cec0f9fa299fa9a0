const byMethod: Readonly<Record<string, string>> = {
  GET: 'ReadResource',
  HEAD: 'ReadResource',
  PUT: 'UpdateResource',
  PATCH: 'PatchResource',
  DELETE: 'DeleteResource',
};

const operations: Readonly<Record<string, string>> = {
  $everything: 'SearchEverything',
  $validate: 'ValidateResource',
  $document: 'GenerateDocument',
  $expand: 'ExpandValueSet',
  $lookup: 'LookupCodeSystem',
  $translate: 'TranslateConceptMap',
  $export: 'StartFHIRExportJob',
};

/** Those whose action says whether it was asked for by GET or POST. */
const toldApart = new Set(['$document', '$expand', '$lookup', '$translate', '$export']);

/**
 * What HealthLake calls a request to the data plane when it tells the token hook of it: the IAM action without its
 * service. It is told before the request is looked at any closer; an operation that HealthLake does not have goes by its
 * own name.
 *
 * @param below the path after `/datastore/{id}/r4`, as sent
 */
export function operationName(method: string, below: string): string {
  const segments = below.split('/').filter((segment) => segment !== '');
  const [first, second, third] = segments;
  const last = segments.at(-1);
  const isGet = method === 'GET' || method === 'HEAD';
  if (first === undefined) return isGet ? 'SearchWithGet' : 'ProcessBundle';
  if (first === 'metadata') return 'GetCapabilities';
  if (last === '_search') return 'SearchWithPost';
  const operation = segments.find((segment) => segment.startsWith('$'));
  if (operation !== undefined) {
    const name = operations[operation] ?? operation;
    return toldApart.has(operation) ? `${name}With${isGet ? 'Get' : 'Post'}` : name;
  }
  if (first === 'export' && second !== undefined)
    return method === 'DELETE'
      ? 'CancelFHIRExportJobWithDelete'
      : third === undefined
        ? 'DescribeFHIRExportJobWithGet'
        : 'GetExportedFile';
  if (segments.includes('_history'))
    return last === '_history' ? 'GetHistoryByResourceId' : 'VersionReadResource';
  if (second === undefined && isGet) return 'SearchWithGet';
  if (second === undefined && method === 'POST') return 'CreateResource';
  return byMethod[method] ?? 'ReadResource';
}
