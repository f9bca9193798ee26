// Puts the two API reference pages and what they load into dist: /docs, /redoc and /docs/*.
import { cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const OUT = 'dist/docs';
/** The one address outside in Redoc's bundle: the logo beside its attribution. */
const REDOC_LOGO = 'https://cdn.redoc.ly/redoc/logo-mini.svg';
const OWN_LOGO = '/docs/blank.svg';

mkdirSync(OUT, { recursive: true });
cpSync('docs', OUT, { recursive: true });
for (const page of ['docs.html', 'redoc.html']) renameSync(`${OUT}/${page}`, `dist/${page}`);

for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js']) {
  const text = readFileSync(`node_modules/swagger-ui-dist/${file}`, 'utf8');
  writeFileSync(`${OUT}/${file}`, withoutSourceMap(text));
}

const redoc = readFileSync('node_modules/redoc/bundles/redoc.standalone.js', 'utf8');
if (!redoc.includes(REDOC_LOGO)) throw new Error(`Redoc's bundle no longer names ${REDOC_LOGO}: look what replaced it.`);
writeFileSync(`${OUT}/redoc.standalone.js`, withoutSourceMap(redoc.replaceAll(REDOC_LOGO, OWN_LOGO)));

const licences = {
  'swagger-ui.LICENSE.txt': 'swagger-ui-dist/LICENSE',
  'swagger-ui.NOTICE.txt': 'swagger-ui-dist/NOTICE',
  'swagger-ui-bundle.js.LICENSE.txt': 'swagger-ui-dist/swagger-ui-bundle.js.LICENSE.txt',
  'redoc.LICENSE.txt': 'redoc/LICENSE',
  'redoc.standalone.js.LICENSE.txt': 'redoc/bundles/redoc.standalone.js.LICENSE.txt',
};
for (const [name, from] of Object.entries(licences)) cpSync(`node_modules/${from}`, `${OUT}/${name}`);

/** The map is not shipped, and a browser would ask for it. */
function withoutSourceMap(text) {
  return text.replace(/\n?\/[/*]# sourceMappingURL=[^\n*]*(\*\/)?\s*$/, '\n');
}
