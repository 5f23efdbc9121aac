// The Java worker: reads pages off the wire, calls one extractor of Boilerpipe on each, answers with text and what it cost.
//
// Usage: java -jar worker.jar SETTINGS, such as {"extractor": "ArticleExtractor"}. Frames are one line of JSON with a "length",
// then that many bytes (see WIRE.md). Standard output belongs to the wire; what libraries print goes to standard error.

import de.l3s.boilerpipe.BoilerpipeExtractor;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

public final class Worker {
  private static final int HEADER_LIMIT = 65536;
  private static final Pattern LENGTH = Pattern.compile("\"length\"\\s*:\\s*(\\d+)");
  private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*(\\d+)");
  private static final Pattern EXTRACTOR = Pattern.compile("\"extractor\"\\s*:\\s*\"(\\w+)\"");
  private static final String WARM_UP =
      "<html><body><p>" + "What it needs is loaded before the first page comes, not while its clock runs. ".repeat(9) + "</p></body></html>";

  private final BoilerpipeExtractor extractor;
  private final InputStream in = new BufferedInputStream(new FileInputStream(FileDescriptor.in), 1 << 16);
  private final OutputStream out;

  private Worker(BoilerpipeExtractor extractor, OutputStream out) {
    this.extractor = extractor;
    this.out = out;
  }

  public static void main(String[] arguments) throws Exception {
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    System.setOut(System.err);
    Matcher named = EXTRACTOR.matcher(arguments.length == 1 ? arguments[0] : "");
    if (!named.find()) {
      System.err.println("usage: Worker {\"extractor\": \"ArticleExtractor\"}");
      System.exit(2);
    }
    String hello = "{\"type\":\"hello\",\"wire\":1,\"name\":" + quoted(named.group(1)) + ",\"package\":\"boilerpipe\",\"version\":" + quoted(version());
    Worker worker;
    try {
      Class<?> kind = Class.forName("de.l3s.boilerpipe.extractors." + named.group(1));
      BoilerpipeExtractor extractor = (BoilerpipeExtractor) kind.getField("INSTANCE").get(null);
      Worker warming = new Worker(extractor, OutputStream.nullOutputStream());
      for (int call = 0; call < 10; call++) warming.answer("0", WARM_UP); // the first calls load and compile what they run
      worker = new Worker(extractor, out);
    } catch (ReflectiveOperationException | LinkageError problem) {
      send(out, hello + ",\"error\":" + quoted(described(problem)), new byte[0]);
      return;
    }
    send(out, hello, new byte[0]);
    worker.serve();
  }

  /** Answer each page until the parent hangs up. */
  private void serve() throws IOException {
    for (String header = line(); header != null; header = line()) {
      int length = Integer.parseInt(field(LENGTH, header));
      byte[] page = in.readNBytes(length);
      if (page.length < length) return;
      answer(field(ID, header), new String(page, StandardCharsets.UTF_8));
    }
  }

  /** Call the extractor once under the clocks and send what came of it. */
  private void answer(String id, String page) throws IOException {
    long began = System.nanoTime();
    forgetPeak();
    String status = "ok";
    String error = "";
    String text = "";
    long cpu = cpuNow();
    long wall = System.nanoTime();
    try {
      text = extractor.getText(page).replace('\0', '\uFFFD'); // the parser lets &#0; pass, which HTML says stands for this
    } catch (OutOfMemoryError problem) {
      status = "memory";
    } catch (Exception | Error problem) {
      status = "error";
      error = described(problem);
    }
    wall = System.nanoTime() - wall;
    cpu = cpuNow() - cpu;
    if (status.equals("ok") && text.isBlank()) status = "empty";
    byte[] body = status.equals("ok") ? text.getBytes(StandardCharsets.UTF_8) : new byte[0];
    String spent = ",\"peak_rss\":" + memory("VmHWM:") + ",\"rss\":" + memory("VmRSS:");
    long beside = System.nanoTime() - began - wall; // memory is counted page by page, which takes a while where there is much
    String header = "{\"type\":\"result\",\"id\":" + id + ",\"status\":" + quoted(status) + ",\"error\":" + quoted(error)
        + ",\"wall_ns\":" + wall + ",\"cpu_ns\":" + cpu + ",\"beside_ns\":" + beside + spent;
    send(out, header, body);
  }

  /** Return the next header, null where the parent has hung up. */
  private String line() throws IOException {
    ByteArrayOutputStream held = new ByteArrayOutputStream();
    for (int one = in.read(); one >= 0; one = in.read()) {
      if (one == '\n') return held.toString(StandardCharsets.UTF_8);
      if (held.size() >= HEADER_LIMIT) throw new IOException("a header that never ends");
      held.write(one);
    }
    return null;
  }

  /** Return the digits of one field of a header. */
  private static String field(Pattern pattern, String header) throws IOException {
    Matcher found = pattern.matcher(header);
    if (!found.find()) throw new IOException("a header without " + pattern);
    return found.group(1);
  }

  /** Write one frame; the header still lacks its length and its end. */
  private static void send(OutputStream out, String header, byte[] body) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes((header + ",\"length\":" + body.length + "}\n").getBytes(StandardCharsets.UTF_8));
    frame.writeBytes(body);
    out.write(frame.toByteArray());
    out.flush();
  }

  /** Return a text as JSON writes it. */
  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (char one : text.toCharArray()) {
      if (one == '"' || one == '\\') json.append('\\').append(one);
      else if (one < ' ' || Character.isSurrogate(one)) json.append(String.format("\\u%04x", (int) one));
      else json.append(one);
    }
    return json.append('"').toString();
  }

  /** Return what went wrong, the innermost cause, as one short line. */
  private static String described(Throwable problem) {
    Throwable cause = problem;
    for (int depth = 0; depth < 20 && cause.getCause() != null; depth++) cause = cause.getCause();
    String said = cause.getClass().getSimpleName() + ": " + String.valueOf(cause.getMessage()).replaceAll("[\\p{Cntrl}\\s]+", " ");
    return said.substring(0, Math.min(said.length(), 500));
  }

  /** Return the version that the name of Boilerpipe's archive says, "" where it says none. */
  private static String version() {
    Matcher named = Pattern.compile("boilerpipe-([\\w.]+)\\.jar")
        .matcher(BoilerpipeExtractor.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    return named.find() ? named.group(1) : "";
  }

  /** Return the processor time of all threads of this process in nanoseconds: exact on Linux, in steps of 10 ms elsewhere. */
  private static long cpuNow() {
    long sum = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path thread : threads) sum += Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ")[0]);
      return sum;
    } catch (IOException | RuntimeException problem) {
      return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
  }

  /** Forget the process's peak memory, where the system can. */
  private static void forgetPeak() {
    try {
      Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    } catch (IOException | SecurityException problem) {
      // other systems keep the peak of the whole life
    }
  }

  /** Return a figure of the process's memory in bytes, 0 where the system tells none. */
  private static long memory(String name) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1)) {
        if (line.startsWith(name)) return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    } catch (IOException | SecurityException problem) {
      return 0;
    }
    return 0;
  }
}
