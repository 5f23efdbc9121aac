// The JavaScript worker: reads pages off the wire, calls one extractor on each, answers with HTML (or title, author and date as JSON) and what it cost.
//
// Usage: node worker.mjs EXTRACTOR [SETTINGS as JSON]. Frames are one line of JSON with a "length", then that many bytes (see WIRE.md).
// Everything an extractor prints goes to standard error; standard output belongs to the wire.

import { readFileSync, writeFileSync, writeSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const URL_OF_PAGE = "https://page.invalid/"; // extractors resolve links against it; nothing is fetched
const HEADER_LIMIT = 65536;

/** Each parser: a loader that returns a function from page to a document and what to call when done with it. */
const PARSERS = {
  async linkedom() {
    const { parseHTML } = await import("linkedom");
    return (page) => [parseHTML(page).document, () => {}];
  },
  async jsdom() {
    const { JSDOM, VirtualConsole } = await import("jsdom");
    return (page) => {
      const dom = new JSDOM(page, { url: URL_OF_PAGE, virtualConsole: new VirtualConsole() });
      return [dom.window.document, () => dom.window.close()];
    };
  },
};

/** Return the parser that settings name; throws where there is none of that name. */
async function parserOf(name) {
  if (!Object.hasOwn(PARSERS, name)) throw new Error(`no parser ${name}: one of ${Object.keys(PARSERS).join(", ")}`);
  return PARSERS[name]();
}

/** Load Readability; return a function from page to what it parses, null where there is nothing. */
async function readability({ parser, ...options }) {
  const { Readability } = await import("@mozilla/readability");
  const parse = await parserOf(parser);
  return (page) => {
    const [document, close] = parse(page);
    try {
      return new Readability(document, options).parse();
    } finally {
      close();
    }
  };
}

/** Load Defuddle, in the same way. */
async function defuddle({ parser, ...options }) {
  const { Defuddle } = await import("defuddle/node");
  const parse = await parserOf(parser);
  return async (page) => {
    const [document, close] = parse(page);
    try {
      return await Defuddle(document, URL_OF_PAGE, options);
    } finally {
      close();
    }
  };
}

/** Load article-extractor, in the same way. */
async function articleExtractor(options) {
  const { extractFromHtml } = await import("@extractus/article-extractor");
  return (page) => extractFromHtml(page, URL_OF_PAGE, options);
}

/** Return the HTML of what was parsed. */
const content = (article) => article?.content ?? "";

/** Return the fields that are texts and not blank as one JSON object, "" where there is none. */
function stated(fields) {
  const kept = Object.entries(fields).filter(([, value]) => typeof value === "string" && value.trim());
  return kept.length ? JSON.stringify(Object.fromEntries(kept)) : "";
}

/** Each extractor: the package whose version is printed, its loader, and what of its answer is ours. */
const EXTRACTORS = {
  "readability": { package: "@mozilla/readability", load: readability, answer: content },
  "readability-metadata": {
    package: "@mozilla/readability",
    load: readability,
    answer: (article) => stated({ title: article?.title, author: article?.byline, date: article?.publishedTime }),
  },
  "defuddle": { package: "defuddle", load: defuddle, answer: content },
  "defuddle-metadata": {
    package: "defuddle",
    load: defuddle,
    answer: (article) => stated({ title: article?.title, author: article?.author, date: article?.published }),
  },
  "article-extractor": { package: "@extractus/article-extractor", load: articleExtractor, answer: content },
};

const WARM_UP =
  "<!DOCTYPE html><html lang='en'><head><title>Warm-up</title></head><body><article><h1>A page to warm up on</h1><p>The first call " +
  "compiles what every later call uses, so it is made before the clock starts, on a paragraph that is long enough to be kept.</p></article></body></html>";

/** Return the installed version of a package, "" where its manifest cannot be read. */
function versionOf(name) {
  try {
    const folder = new URL(`node_modules/${name}/package.json`, import.meta.url);
    return JSON.parse(readFileSync(folder, "utf8")).version;
  } catch {
    return "";
  }
}

/** Write all bytes to a descriptor, however often the pipe is full. */
function writeAll(descriptor, bytes) {
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(descriptor, bytes, done);
    } catch (problem) {
      if (problem.code !== "EAGAIN") throw problem;
    }
  }
}

/** Write one frame to standard output. */
function send(header, body = Buffer.alloc(0)) {
  const line = Buffer.from(JSON.stringify({ ...header, length: body.length }) + "\n");
  writeAll(1, Buffer.concat([line, body]));
}

/** Return an error as one short line. */
function oneLine(problem) {
  const text = problem instanceof Error ? `${problem.name}: ${problem.message}` : `Error: ${String(problem)}`;
  return text.replace(/[\p{C}\s]+/gu, " ").slice(0, 500);
}

/** Forget the process's peak memory, where the system can. */
function forgetPeak() {
  try {
    writeFileSync("/proc/self/clear_refs", "5");
  } catch {
    // other systems keep the peak of the whole life
  }
}

/** Return the peak resident memory in bytes since forgetPeak(). */
function peak() {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "latin1"))[1]) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}

/** Call the extractor once under the clocks; return the result's header and body. */
async function measure(extract, page) {
  forgetPeak();
  const cpu = process.cpuUsage();
  const wall = process.hrtime.bigint();
  let status = "ok";
  let error = "";
  let answer = "";
  try {
    answer = await extract(page);
  } catch (problem) {
    status = "error";
    error = oneLine(problem);
  }
  const wall_ns = Number(process.hrtime.bigint() - wall);
  const spent = process.cpuUsage(cpu);
  if (status === "ok" && !answer.trim()) status = "empty";
  const body = Buffer.from(status === "ok" ? answer : "", "utf8");
  const cpu_ns = (spent.user + spent.system) * 1000;
  return [{ status, error, wall_ns, cpu_ns, peak_rss: peak(), rss: process.memoryUsage.rss() }, body];
}

/** Yield [header, body] for each frame on standard input. */
async function* frames() {
  let held = Buffer.alloc(0);
  let header = null;
  for await (const chunk of process.stdin) {
    held = held.length ? Buffer.concat([held, chunk]) : chunk;
    for (;;) {
      if (header === null) {
        const end = held.indexOf(10);
        if (end < 0) {
          if (held.length > HEADER_LIMIT) throw new Error("a header that never ends");
          break;
        }
        header = JSON.parse(held.subarray(0, end).toString("utf8"));
        held = held.subarray(end + 1);
      }
      if (held.length < header.length) break;
      const body = held.subarray(0, header.length);
      held = held.subarray(header.length);
      const found = header;
      header = null;
      yield [found, body];
    }
  }
}

for (const name of ["log", "info", "debug", "warn", "error", "trace", "dir", "table"]) {
  console[name] = (...words) => writeAll(2, Buffer.from(words.map(String).join(" ") + "\n"));
}

const [name, settings = "{}"] = process.argv.slice(2);
if (!Object.hasOwn(EXTRACTORS, name ?? "")) {
  process.stderr.write(`usage: node worker.mjs ${Object.keys(EXTRACTORS).join("|")} [SETTINGS as JSON]\n`);
  process.exit(2);
}
const entry = EXTRACTORS[name];
const greeting = { type: "hello", wire: 1, name, package: entry.package, version: versionOf(entry.package) };
let extract;
try {
  const parsed = await entry.load(JSON.parse(settings));
  extract = async (page) => entry.answer(await parsed(page));
  await extract(WARM_UP).catch(() => "");
} catch (problem) {
  send({ ...greeting, error: oneLine(problem) });
  process.exit(0);
}
send(greeting);
for await (const [header, body] of frames()) {
  const [result, answer] = await measure(extract, body.toString("utf8"));
  send({ type: "result", id: header.id, ...result }, answer);
}
