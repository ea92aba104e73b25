package io.orchestratex.bench.console;

import io.orchestratex.bench.stack.ChildProcesses;
import io.orchestratex.local.process.Commands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory of a JVM after a full collection.
 *
 * @param heapBytes of all objects that are reachable
 * @param residentBytes of the process, from {@code /proc/<pid>/status}
 */
record JavaMemory(long heapBytes, long residentBytes) {

  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");
  private static final int KIBI = 1_024;

  static JavaMemory of(long pid) {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    // Counts live objects, so it collects first.
    Commands.Result histogram =
        ChildProcesses.run(
            List.of(jcmd.toString(), Long.toString(pid), "GC.class_histogram"),
            Map.of(),
            1,
            TimeUnit.MINUTES);
    try {
      return new JavaMemory(
          first(TOTAL, histogram.output()),
          first(RESIDENT, Files.readString(Path.of("/proc/" + pid + "/status"))) * KIBI);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long first(Pattern wanted, String text) {
    Matcher found = wanted.matcher(text);
    if (!found.find()) {
      throw new IllegalStateException("no " + wanted + " in " + text);
    }
    return Long.parseLong(found.group(1));
  }
}
