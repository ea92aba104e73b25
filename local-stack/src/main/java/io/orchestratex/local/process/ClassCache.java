package io.orchestratex.local.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * Lets a Java program start in less than half of the time: the classes of its libraries are kept as
 * the JVM has loaded and linked them (JEP 483, 514). The program's own classes are not in it, so it
 * fits until a library or the JDK changes, however often the program is built anew.
 *
 * <pre>
 *   nothing or another key → a training run records, {@link #make} turns the record into a cache
 *   key and cache          → runs use it
 *   key alone              → it could not be made of these libraries; runs do without
 * </pre>
 *
 * A cache that does not fit is ignored by the JVM.
 */
public final class ClassCache {

  private static final int LIMIT_MINUTES = 5;

  private final Path folder;

  /** The cache that is kept in a folder, usually {@code target/aot} of a module. */
  public ClassCache(Path folder) {
    this.folder = real(folder.toAbsolutePath());
  }

  /** A cache knows its jars by their paths, and a checkout may be reached through a link. */
  private static Path real(Path folder) {
    try {
      Path parent = folder.getParent();
      return parent != null && Files.exists(parent)
          ? parent.toRealPath().resolve(folder.getFileName())
          : folder;
    } catch (IOException e) {
      return folder;
    }
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private Path cache() {
    return file("libraries.aot");
  }

  private Path record() {
    return file("libraries.aotconf");
  }

  private Path keyFile() {
    return file("libraries.key");
  }

  /** The jar of {@link TrainingRun}, part of the class path of every run that uses the cache. */
  Path trainingJar() {
    return file("training.jar");
  }

  /** Whether this was made of these libraries, or was tried in vain. */
  boolean isDecided(List<String> java, List<Path> libraries) {
    try {
      return Files.exists(keyFile()) && Files.readString(keyFile()).equals(key(java, libraries));
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether runs can use it. */
  boolean fits(List<String> java, List<Path> libraries) {
    return isDecided(java, libraries) && Files.exists(cache()) && Files.exists(trainingJar());
  }

  List<String> usingFlags() {
    return List.of("-XX:AOTCache=" + cache(), "-Xlog:aot=error");
  }

  /** The flags of a training run. */
  List<String> recordingFlags() {
    try {
      Files.createDirectories(folder);
      for (Path old : List.of(cache(), record(), keyFile())) {
        Files.deleteIfExists(old);
      }
      pack();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write into " + folder, e);
    }
    return List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + record(), "-Xlog:aot=error");
  }

  private void pack() throws IOException {
    String entry = TrainingRun.class.getName().replace('.', '/') + ".class";
    try (InputStream bytes =
            Objects.requireNonNull(TrainingRun.class.getClassLoader().getResourceAsStream(entry));
        JarOutputStream out = new JarOutputStream(Files.newOutputStream(trainingJar()))) {
      out.putNextEntry(new JarEntry(entry));
      bytes.transferTo(out);
    }
  }

  /**
   * Makes the cache of what a training run recorded, which has ended. Takes a few seconds.
   *
   * @return whether there is a cache now
   */
  boolean make(List<String> java, List<Path> libraries) {
    Path fresh = file("libraries.aot.new");
    List<String> command = new ArrayList<>(java);
    command.addAll(
        List.of(
            "-XX:AOTMode=create",
            "-XX:AOTConfiguration=" + record(),
            "-XX:AOTCache=" + fresh,
            "-Xlog:aot=error",
            "-cp",
            JavaProgram.joined(libraries, List.of(trainingJar()))));
    try {
      boolean made =
          isWritten(record())
              && Commands.run(command, LIMIT_MINUTES, TimeUnit.MINUTES).succeeded()
              && Files.exists(fresh);
      if (made) {
        Files.move(fresh, cache(), StandardCopyOption.ATOMIC_MOVE);
      }
      Files.deleteIfExists(record());
      Files.createDirectories(folder);
      Files.writeString(keyFile(), key(java, libraries));
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write into " + folder, e);
    }
  }

  /** The JVM makes an empty file when it starts to record. */
  private static boolean isWritten(Path record) throws IOException {
    return Files.exists(record) && Files.size(record) > 0;
  }

  /** What the JVM would compare: its flags and version, each jar's name, size and time. */
  private static String key(List<String> java, List<Path> libraries) throws IOException {
    StringBuilder text = new StringBuilder(Runtime.version() + "\n" + String.join("\n", java));
    for (Path jar : libraries) {
      text.append('\n')
          .append(jar.getFileName())
          .append(Files.size(jar))
          .append(Files.getLastModifiedTime(jar).toMillis());
    }
    return Fingerprint.of(text.toString());
  }
}
