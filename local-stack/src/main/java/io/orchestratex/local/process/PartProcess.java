package io.orchestratex.local.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * One process that outlives the program that started it. Its pid file holds the pid, an identity by
 * which a recycled pid is recognised, and the fingerprint of what was started.
 *
 * <pre>
 *   no pid file                 → never started, or stopped
 *   pid file, process lives     → runs
 *   pid file, process is gone   → crashed
 * </pre>
 */
public final class PartProcess {

  private static final long LARGEST_LOG = 20L << 20;

  private final Path pidFile;
  private final Path log;
  private final Detachment detachment;

  public PartProcess(Path pidFile, Path log) {
    this(pidFile, log, Detachment.ofMachine());
  }

  PartProcess(Path pidFile, Path log, Detachment detachment) {
    this.pidFile = pidFile;
    this.log = log;
    this.detachment = detachment;
  }

  /**
   * What to start.
   *
   * @param environment all variables that the process sees, besides PATH, HOME, TMPDIR and the like
   * @param fingerprint two equal ones mean that a running process need not be replaced
   */
  public record Order(
      List<String> command, Map<String, String> environment, Path folder, String fingerprint) {}

  /** A process that was started and not stopped since. */
  private record Entry(long pid, String identity, String fingerprint) {}

  /** Starts the process detached from this one's terminal and process group. */
  public void start(Order order) {
    try {
      rotateLog();
      ProcessBuilder builder = new ProcessBuilder(order.command());
      builder.directory(order.folder().toFile());
      builder.environment().keySet().retainAll(KEPT_VARIABLES);
      builder.environment().putAll(order.environment());
      builder.redirectInput(Path.of("/dev/null").toFile());
      long pid = detachment.start(builder, log.toAbsolutePath());
      write(new Entry(pid, identityOf(pid), order.fingerprint()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + order.command().getFirst(), e);
    }
  }

  private static final List<String> KEPT_VARIABLES =
      List.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SHELL");

  private static String identityOf(long pid) {
    return ProcessTable.identity(pid).orElse("ended");
  }

  private void rotateLog() throws IOException {
    if (!Files.exists(log)) {
      Files.createFile(
          log, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else if (Files.size(log) > LARGEST_LOG) {
      Files.move(
          log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
      rotateLog();
    }
  }

  /** The pid of the living process. */
  public Optional<Long> pid() {
    return entry().filter(PartProcess::lives).map(Entry::pid);
  }

  /** The pid of the last start, whether that process lives or not. */
  public Optional<Long> startedPid() {
    return entry().map(Entry::pid);
  }

  /** How much its log holds, in bytes. */
  public long logSize() {
    return log.toFile().length();
  }

  /** How long it has worked on a processor. */
  public Duration worked() {
    return pid()
        .flatMap(ProcessHandle::of)
        .flatMap(handle -> handle.info().totalCpuDuration())
        .orElse(Duration.ZERO);
  }

  public boolean isRunning() {
    return pid().isPresent();
  }

  /** True when it was started, not stopped, and is gone. */
  public boolean hasCrashed() {
    return entry().filter(entry -> !lives(entry)).isPresent();
  }

  /** The fingerprint of what runs. */
  public Optional<String> fingerprint() {
    return entry().filter(PartProcess::lives).map(Entry::fingerprint);
  }

  private static boolean lives(Entry entry) {
    return ProcessTable.identity(entry.pid()).filter(entry.identity()::equals).isPresent();
  }

  /**
   * Asks the process to end and kills it, with its children, when it has not after the limit.
   *
   * @param signal the one that this program takes as a request to end cleanly, such as {@code TERM}
   * @return false when it had to be killed
   */
  public boolean stop(String signal, Duration limit) {
    Optional<Long> pid = pid();
    boolean clean = true;
    if (pid.isPresent()) {
      List<ProcessHandle> children =
          ProcessHandle.of(pid.get()).stream().flatMap(ProcessHandle::descendants).toList();
      ProcessTable.signal(pid.get(), "CONT");
      ProcessTable.signal(pid.get(), signal);
      clean = awaitEnd(limit);
      if (!clean) {
        children.forEach(ProcessHandle::destroyForcibly);
        ProcessTable.signal(pid.get(), "KILL");
        awaitEnd(Duration.ofSeconds(10));
      }
    }
    forget();
    return clean;
  }

  /** Kills the process and its children at once; it counts as crashed. */
  public void kill() {
    pid()
        .ifPresent(pid -> {
          List<ProcessHandle> children =
              ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants).toList();
          ProcessTable.signal(pid, "KILL");
          children.forEach(ProcessHandle::destroyForcibly);
          awaitEnd(Duration.ofSeconds(10));
        });
  }

  /** Holds the process where it is, or lets it go on. */
  public void freeze(boolean frozen) {
    pid().ifPresent(pid -> ProcessTable.signal(pid, frozen ? "STOP" : "CONT"));
  }

  /** Deletes the pid file: what ran is not expected to run any more. */
  private void forget() {
    try {
      Files.deleteIfExists(pidFile);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + pidFile, e);
    }
  }

  private boolean awaitEnd(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (isRunning()) {
      if (System.nanoTime() > end) {
        return false;
      }
      pause(20);
    }
    return true;
  }

  /** Waits for a moment. */
  public static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** The end of the log. */
  public List<String> lastLines(int count) {
    if (!Files.exists(log)) {
      return List.of();
    }
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long length = file.length();
      int take = (int) Math.min(length, 64L * 1024);
      byte[] bytes = new byte[take];
      file.seek(length - take);
      file.readFully(bytes);
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - count), lines.size());
    } catch (IOException e) {
      return Collections.emptyList();
    }
  }

  private void write(Entry entry) throws IOException {
    String text =
        "pid=%d%nidentity=%s%nfingerprint=%s%n"
            .formatted(entry.pid(), entry.identity().replace(":", "\\:"), entry.fingerprint());
    Path fresh = pidFile.resolveSibling(pidFile.getFileName() + ".new");
    Files.writeString(fresh, text);
    Files.move(fresh, pidFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Optional<Entry> entry() {
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    Properties read = new Properties();
    try (var reader = Files.newBufferedReader(pidFile)) {
      read.load(reader);
    } catch (IOException e) {
      return Optional.empty();
    }
    @Nullable String pid = read.getProperty("pid");
    return pid == null
        ? Optional.empty()
        : Optional.of(
            new Entry(
                Long.parseLong(pid),
                read.getProperty("identity", ""),
                read.getProperty("fingerprint", "")));
  }
}
