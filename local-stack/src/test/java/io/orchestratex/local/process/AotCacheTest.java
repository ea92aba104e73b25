package io.orchestratex.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AotCacheTest {

  @TempDir Path folder;
  private Path jar;
  private Path caches;

  /** A program in a jar: the JVM caches nothing from folders. */
  public static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      System.out.println(String.join(" ", arguments));
    }
  }

  @BeforeEach
  void pack() throws IOException {
    jar = folder.resolve("program.jar");
    caches = folder.resolve("aot");
    String entry = Program.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        var bytes =
            Objects.requireNonNull(Program.class.getClassLoader().getResourceAsStream(entry))) {
      out.putNextEntry(new JarEntry(entry));
      bytes.transferTo(out);
    }
  }

  @Test
  void theFirstRunRecordsAndLaterOnesUseTheCache() throws Exception {
    List<String> first = command();
    assertThat(first).anyMatch(flag -> flag.equals("-XX:AOTMode=record"));
    assertThat(cache().isRecording()).isTrue();
    assertThat(run(first)).contains("hello");
    assertThat(cache().isRecording()).isFalse();

    AotAssembly.main(new String[] {caches.toString()});

    List<String> second = command();
    assertThat(second).anyMatch(flag -> flag.startsWith("-XX:AOTCache="));
    assertThat(run(required(second))).isEqualToIgnoringNewLines("hello");
    assertThat(names()).singleElement().asString().endsWith(AotCache.CACHE);
  }

  @Test
  void anotherBuildRecordsAnewAndLeavesNothingOfTheOld() throws Exception {
    run(command());
    AotAssembly.main(new String[] {caches.toString()});
    String old = names().getFirst();

    pack();
    Files.write(jar, new byte[] {0}, java.nio.file.StandardOpenOption.APPEND);

    assertThat(command()).contains("-XX:AOTMode=record");
    assertThat(names()).doesNotContain(old);
  }

  @Test
  void aRunThatWasKilledIsRecordedAgain() throws Exception {
    command();
    Files.createFile(caches.resolve(names().getFirst().replace(".order", ".aotconf")));

    assertThat(command()).contains("-XX:AOTMode=record");
  }

  @Test
  void whileItsCacheIsMadeARunRecordsNothing() throws Exception {
    run(command());
    String record = names().stream().filter(n -> n.endsWith(AotCache.RECORD)).findFirst().get();
    Files.move(
        caches.resolve(record), AotCache.sibling(caches.resolve(record), AotCache.ASSEMBLING));

    assertThat(command()).noneMatch(flag -> flag.startsWith("-XX:AOT"));
    assertThat(cache().isRecording()).isFalse();
  }

  @Test
  void whatAKilledAssemblyLeftIsRemoved() throws Exception {
    command();
    Path order = caches.resolve(names().getFirst());
    Path half = Files.createFile(AotCache.sibling(order, AotCache.FRESH));
    Path taken = Files.createFile(AotCache.sibling(order, AotCache.ASSEMBLING));
    Files.setLastModifiedTime(taken, FileTime.from(Instant.now().minus(Duration.ofHours(1))));

    assertThat(command()).contains("-XX:AOTMode=record");
    assertThat(half).doesNotExist();
    assertThat(cache().isRecording()).isTrue();
  }

  @Test
  void classesInFoldersAreNotCached() {
    List<String> command =
        JavaProgram.of(folder.toString(), Program.class.getName()).cachedIn(cache()).command();

    assertThat(command).noneMatch(flag -> flag.startsWith("-XX:AOT"));
  }

  private AotCache cache() {
    return new AotCache(caches, "program");
  }

  private List<String> command() {
    return JavaProgram.of(jar.toString(), Program.class.getName())
        .cachedIn(cache())
        .arguments("hello")
        .command();
  }

  /** The same, failing when the cache cannot be used. */
  private static List<String> required(List<String> command) {
    return Stream.concat(Stream.of(command.getFirst(), "-XX:AOTMode=on"), command.stream().skip(1))
        .toList();
  }

  private String run(List<String> command) throws Exception {
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    return Files.readString(output);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(caches)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".log"))
          .toList();
    }
  }
}
