package io.orchestratex.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What the operating system knows of processes, by pid. */
public final class ProcessTable {

  private static final Path PROC = Path.of("/proc");
  private static final boolean LINUX = Files.isReadable(PROC.resolve("self/stat"));

  private ProcessTable() {}

  /**
   * A text that names this run of a process: two processes with the same recycled pid differ in it.
   * Empty when there is no such process, or only its zombie.
   */
  static Optional<String> identity(long pid) {
    if (!LINUX) {
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .map(handle -> handle.info().startInstant().orElse(Instant.EPOCH).toString());
    }
    return stat(pid)
        .filter(fields -> !isDead(pid, fields[0]))
        .map(fields -> boot() + ":" + fields[19]);
  }

  /** A zombie with threads is still ending: its main thread is gone, its sockets are not. */
  private static boolean isDead(long pid, String state) {
    return "X".equals(state) || ("Z".equals(state) && threads(pid) <= 1);
  }

  private static int threads(long pid) {
    String[] tasks = PROC.resolve(Long.toString(pid)).resolve("task").toFile().list();
    return tasks == null ? 0 : tasks.length;
  }

  /** The fields of /proc/pid/stat after the program's name, which may itself hold blanks. */
  private static Optional<String[]> stat(long pid) {
    return read(PROC.resolve(Long.toString(pid)).resolve("stat"))
        .map(text -> text.substring(text.lastIndexOf(')') + 2).split(" ", -1));
  }

  private static String boot() {
    return read(PROC.resolve("sys/kernel/random/boot_id")).map(String::strip).orElse("");
  }

  /** Memory in bytes of a process and its children; pages that they share count once. */
  public static long residentBytes(long pid) {
    Optional<ProcessHandle> handle = ProcessHandle.of(pid);
    if (handle.isEmpty()) {
      return 0;
    }
    List<Long> family = handle.get().descendants().map(ProcessHandle::pid).toList();
    if (family.isEmpty()) {
      return kibibytes(pid, "status", "VmRSS:").orElseGet(() -> residentByPs(pid));
    }
    long sum = proportional(pid);
    for (long child : family) {
      sum += proportional(child);
    }
    return sum;
  }

  private static long proportional(long pid) {
    return kibibytes(pid, "smaps_rollup", "Pss:")
        .or(() -> kibibytes(pid, "status", "VmRSS:"))
        .orElse(0L);
  }

  private static Optional<Long> kibibytes(long pid, String file, String field) {
    return read(PROC.resolve(Long.toString(pid)).resolve(file))
        .flatMap(text -> text.lines().filter(line -> line.startsWith(field)).findFirst())
        .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024);
  }

  private static long residentByPs(long pid) {
    Commands.Result result =
        Commands.run(List.of("ps", "-o", "rss=", "-p", Long.toString(pid)), 5, TimeUnit.SECONDS);
    String digits = result.output().replaceAll("[^0-9]", "");
    return result.succeeded() && !digits.isEmpty() ? Long.parseLong(digits) * 1024 : 0;
  }

  /** Sends a signal such as {@code INT}; a process that is gone is no error. */
  public static void signal(long pid, String signal) {
    Commands.run(List.of("kill", "-s", signal, Long.toString(pid)), 5, TimeUnit.SECONDS);
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }
}
