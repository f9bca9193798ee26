// Makes src/api/schema.d.ts from openapi.json. Operations are listed by their identifiers there, and
// where two routes share one, the later would take the other's place: those are written out in full.
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';

const document = JSON.parse(readFileSync('openapi.json', 'utf8'));
const operations = Object.values(document.paths).flatMap((path) => Object.values(path).filter(({ operationId }) => operationId));
const ids = operations.map(({ operationId }) => operationId);
const isShared = (id) => ids.indexOf(id) !== ids.lastIndexOf(id);
for (const operation of operations) if (isShared(operation.operationId)) delete operation.operationId;

writeFileSync('src/api/schema.d.ts', COMMENT_HEADER + astToString(await openapiTS(document)));
