/**
 * Stack traces name the lines of our sources. Node's own way (--enable-source-maps) reads the map of every module that it loads, those of
 * packages too, near half a second of a start; here a file's map is read when a trace first names the file.
 */
const { readFileSync } = require('node:fs');
const { SourceMap } = require('node:module');
const { dirname, join, resolve } = require('node:path');

const compiled = resolve(__dirname, '..', 'dist') + '/';
/** By file; null where it has none. */
const maps = new Map();

Error.prepareStackTrace = (error, frames) => [Error.prototype.toString.call(error), ...frames.map((frame) => `    at ${original(frame)}`)].join('\n');

function original(frame) {
  const text = String(frame);
  const [file, line, column] = [frame.getFileName(), frame.getLineNumber(), frame.getColumnNumber()];
  if (!file?.startsWith(compiled) || line === null || column === null) return text;
  const entry = mapOf(file)?.findEntry(line - 1, column - 1);
  if (entry?.originalSource === undefined) return text;
  return text.replace(`${file}:${line}:${column}`, `${join(dirname(file), entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`);
}

function mapOf(file) {
  if (!maps.has(file)) maps.set(file, readMap(`${file}.map`));
  return maps.get(file);
}

function readMap(file) {
  try {
    return new SourceMap(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}
