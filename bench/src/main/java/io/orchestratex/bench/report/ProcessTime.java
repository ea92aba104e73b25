package io.orchestratex.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Processor time that a process and its children have used, from {@code /proc/<pid>/stat} (fields
 * 14 to 17, in hundredths of a second), where there is one.
 */
public final class ProcessTime {

  private static final double TICKS_PER_SECOND = 100;

  private ProcessTime() {}

  /** In seconds, with living children and with ended ones that were waited for; 0 when gone. */
  public static double seconds(long pid) {
    return Stream.concat(
            ProcessHandle.of(pid).stream(),
            ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants))
        .mapToDouble(ProcessTime::own)
        .sum();
  }

  private static double own(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = 0;
      for (int field = 11; field <= 14; field++) {
        ticks += Long.parseLong(fields[field]);
      }
      return ticks / TICKS_PER_SECOND;
    } catch (IOException e) {
      return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
    }
  }
}
