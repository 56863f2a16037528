/** `npm run bench`: every figure with its goal; exit code 1 when one is missed. */
import { exporting } from './export.ts';
import { isMet, printTable } from './measure.ts';
import { connectorProcess } from './process.ts';
import { splitting } from './splitting.ts';

const figures = [...splitting(), ...(await connectorProcess()), ...(await exporting())];
printTable(figures);
process.exit(figures.every(isMet) ? 0 : 1);
