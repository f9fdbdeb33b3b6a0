import type { Gate, Tool } from '../tests/gates/gate.ts';
import { gates } from '../tests/gates/gates.ts';
import { runTool } from './gates/run-tool.ts';

// Plants each violation in a copy of the project and demands that the tool which should refuse it does. The violations
// of one tool are planted together, so the tool runs once.
let missed = 0;
for (const [tool, ofTool] of Map.groupBy(gates, gate => gate.tool)) {
  const verdicts = await check(tool, ofTool);
  for (const [gate, complaint] of verdicts) {
    if (complaint) missed++;
    console.log(
      `${complaint ? 'MISSED' : 'caught'}  ${tool}: ${gate.name}${complaint ? `\n        ${complaint}` : ''}`,
    );
  }
}
console.log(`${gates.length - missed} of ${gates.length} gates caught their planted violation`);
process.exitCode = missed === 0 ? 0 : 1;

/** Each gate with what is wrong with it; undefined when it holds. */
async function check(tool: Tool, ofTool: Gate[]): Promise<[Gate, string | undefined][]> {
  const files = Object.assign({}, ...ofTool.map(gate => ({ ...gate.planted, ...gate.sound })));
  const { exitCode, output } = await runTool(tool, files);
  if (process.argv.includes('--verbose')) console.log(output);
  return ofTool.map(gate => [
    gate,
    exitCode === 0 ? `${tool} ended with success` : judge(gate, output.split('\n')),
  ]);
}

function judge(gate: Gate, report: string[]): string | undefined {
  if (!report.some(line => gate.caughtBy.every(word => line.includes(word)))) {
    return `no line of the report says: ${gate.caughtBy.join(' … ')}`;
  }
  const wronged = report.find(line => Object.keys(gate.sound ?? {}).some(file => isAbout(line, file)));
  return wronged && `it also complains about sound code: ${wronged}`;
}

/** A complaint's line names its file with a position after it, or ends with the file; a message may mention others. */
function isAbout(line: string, file: string): boolean {
  const after = line.split(file)[1];
  return after !== undefined && /^(:\d|\(\d|$)/.test(after);
}
