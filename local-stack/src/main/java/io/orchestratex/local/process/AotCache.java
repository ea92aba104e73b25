package io.orchestratex.local.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Lets a Java program start in a third of the time: what its first run loads and links is kept in
 * an ahead-of-time cache of the JVM (JEP 483, 514) and mapped by later runs. A cache belongs to one
 * command line, class path and JDK; another build makes another one.
 *
 * <pre>
 *   nothing   → the first run records, and fills {@code .aotconf} when it is asked to end
 *   .aotconf  → {@link AotAssembly} turns it into {@code .aot}, in the background after a stop
 *   .aot      → runs use it
 * </pre>
 *
 * A run that is killed writes nothing, and the next one records. A cache that does not fit is
 * ignored by the JVM.
 */
public final class AotCache {

  static final String CACHE = ".aot";
  static final String RECORD = ".aotconf";
  static final String ORDER = ".order";
  static final String ASSEMBLING = ".assembling";
  static final String FRESH = ".aot.new";

  private static final Duration LONGEST_ASSEMBLY = Duration.ofMinutes(10);

  private final Path folder;
  private final String name;

  public AotCache(Path folder, String name) {
    this.folder = folder;
    this.name = name;
  }

  /** Whether the program was started to record and has not written its record yet. */
  public boolean isRecording() {
    return files(ORDER).stream()
        .anyMatch(order ->
            !isWritten(sibling(order, RECORD)) && !Files.exists(sibling(order, ASSEMBLING)));
  }

  /** The JVM makes an empty file when it starts to record. */
  static boolean isWritten(Path record) {
    try {
      return Files.exists(record) && Files.size(record) > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * The flags by which a run uses the cache or records for it; none when neither is possible.
   *
   * @param java the JVM with the flags of the run
   */
  List<String> flags(List<String> java, String classPath) {
    Optional<String> stamp = stamp(classPath);
    if (stamp.isEmpty()) {
      return List.of();
    }
    String key = Fingerprint.of(String.join("\n", java) + stamp.get() + Runtime.version());
    Path cache = folder.resolve(name + "-" + key + CACHE);
    if (Files.exists(cache)) {
      return List.of("-XX:AOTCache=" + cache, "-Xlog:aot=error");
    }
    if (isAssembling(sibling(cache, ASSEMBLING)) || isWritten(sibling(cache, RECORD))) {
      return List.of();
    }
    List.of(CACHE, RECORD, ORDER, ASSEMBLING, FRESH)
        .forEach(kind -> files(kind).forEach(this::delete));
    Path record = sibling(cache, RECORD);
    List<String> order = new ArrayList<>(java);
    order.addAll(
        List.of(
            "-Xlog:aot=error",
            "-XX:AOTMode=create",
            "-XX:AOTConfiguration=" + sibling(cache, ASSEMBLING),
            "-XX:AOTCache=" + sibling(cache, FRESH),
            "-cp",
            classPath));
    try {
      Files.createDirectories(folder);
      Files.write(sibling(cache, ORDER), order);
    } catch (IOException e) {
      return List.of();
    }
    return List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + record, "-Xlog:aot=error");
  }

  private static boolean isAssembling(Path file) {
    try {
      return Files.exists(file)
          && Files.getLastModifiedTime(file)
              .toInstant()
              .isAfter(Instant.now().minus(LONGEST_ASSEMBLY));
    } catch (IOException e) {
      return false;
    }
  }

  /** What the JVM would compare: each jar's name, size and time; empty where it cannot cache. */
  private static Optional<String> stamp(String classPath) {
    StringBuilder stamp = new StringBuilder();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      Path path = Path.of(entry.endsWith("*") ? entry.substring(0, entry.length() - 1) : entry);
      boolean wildcard = entry.endsWith("*");
      if (!wildcard && !Files.isRegularFile(path)) {
        return Optional.empty();
      }
      try (Stream<Path> files = wildcard ? Files.list(path) : Stream.of(path)) {
        for (Path file : files.sorted().toList()) {
          stamp
              .append(file)
              .append(Files.size(file))
              .append(Files.getLastModifiedTime(file).toMillis());
        }
      } catch (IOException e) {
        return Optional.empty();
      }
    }
    return Optional.of(stamp.toString());
  }

  private List<Path> files(String kind) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(
              file -> {
                String text = file.getFileName().toString();
                return text.startsWith(name + "-") && text.endsWith(kind);
              })
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder, e);
    }
  }

  private void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + file, e);
    }
  }

  /** The same cache's file of another kind. */
  static Path sibling(Path file, String kind) {
    String text = file.getFileName().toString();
    return file.resolveSibling(text.substring(0, text.lastIndexOf('.')) + kind);
  }
}
