/**
 * Imported for its effect, first, by what starts a thread: stack traces name the lines of our sources. Node's own way (--enable-source-maps)
 * reads the map of every module that it loads, those of packages too, near half a second of a start; here a file's map is read when a trace
 * first names the file.
 */
import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, join, resolve, sep } from 'node:path';

const compiled = resolve(__dirname, '..') + sep;
/** By file; null where it has none. */
const maps = new Map<string, SourceMap | null>();

Error.prepareStackTrace = (error: Error, frames: NodeJS.CallSite[]) => [Error.prototype.toString.call(error), ...frames.map((frame) => `    at ${original(frame)}`)].join('\n');

function original(frame: NodeJS.CallSite): string {
  const text = String(frame);
  const [file, line, column] = [frame.getFileName(), frame.getLineNumber(), frame.getColumnNumber()];
  if (!file?.startsWith(compiled) || line === null || column === null) return text;
  const entry = mapOf(file)?.findEntry(line - 1, column - 1);
  if (entry === undefined || !('originalSource' in entry)) return text;
  return text.replace(`${file}:${line}:${column}`, `${join(dirname(file), entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`);
}

function mapOf(file: string): SourceMap | null {
  let map = maps.get(file);
  if (map === undefined) maps.set(file, (map = readMap(`${file}.map`)));
  return map;
}

function readMap(file: string): SourceMap | null {
  try {
    return new SourceMap(JSON.parse(readFileSync(file, 'utf8')) as SourceMapPayload);
  } catch {
    return null;
  }
}
