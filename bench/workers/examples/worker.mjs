// A worker in JavaScript (Node 18 or later, no dependency): returns the text between tags. Copy it, and change `extract`.

function extract(page) {
  return page.replace(/<(script|style)\b[\s\S]*?<\/\1>|<[^>]*>/gi, " ").replace(/\s+/g, " ").trim();
}

function send(header, body = Buffer.alloc(0)) {
  process.stdout.write(Buffer.concat([Buffer.from(JSON.stringify({ ...header, length: body.length }) + "\n"), body]));
}

function answer(id, page) {
  const wall = process.hrtime.bigint();
  const cpu = process.cpuUsage();
  let [status, error, text] = ["ok", "", ""];
  try {
    text = extract(page.toString("utf8"));
    if (!text) status = "empty";
  } catch (problem) {
    [status, error] = ["error", String(problem).split("\n")[0]];
  }
  const used = process.cpuUsage(cpu);
  const times = { wall_ns: Number(process.hrtime.bigint() - wall), cpu_ns: (used.user + used.system) * 1000 };
  send({ type: "result", id, status, error, ...times, rss: process.memoryUsage.rss() }, Buffer.from(text, "utf8"));
}

console.log = console.error; // standard output belongs to the wire
send({ type: "hello", wire: 1, name: "example-javascript", package: "example", version: "1.0" });

let waiting = Buffer.alloc(0);
process.stdin.on("data", (data) => {
  waiting = Buffer.concat([waiting, data]);
  for (let end = waiting.indexOf(10); end >= 0; end = waiting.indexOf(10)) {
    const header = JSON.parse(waiting.subarray(0, end).toString("utf8"));
    if (waiting.length < end + 1 + header.length) return;
    const page = waiting.subarray(end + 1, end + 1 + header.length);
    waiting = waiting.subarray(end + 1 + header.length);
    answer(header.id, page);
  }
});
