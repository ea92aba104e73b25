package io.orchestratex.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassCacheTest {

  @TempDir Path folder;
  private Path program;
  private Path library;

  /** What the program needs, in a jar of its own. */
  public static final class Library {
    private Library() {}

    public static String loud(String text) {
      return text.toUpperCase(Locale.ROOT);
    }
  }

  /** A program in a jar: the JVM caches nothing from folders. */
  public static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      System.out.println(Library.loud(String.join(" ", arguments)));
    }
  }

  @BeforeEach
  void pack() throws IOException {
    program = folder.resolve("program.jar");
    library = Files.createDirectories(folder.resolve("lib")).resolve("library-1.jar");
    pack(program, Program.class);
    pack(library, Library.class);
  }

  private static void pack(Path jar, Class<?> type) throws IOException {
    String entry = type.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        var bytes = Objects.requireNonNull(type.getClassLoader().getResourceAsStream(entry))) {
      out.putNextEntry(new JarEntry(entry));
      bytes.transferTo(out);
    }
  }

  @Test
  void aTrainingRunMakesACacheOfTheLibrariesThatLaterRunsUse() throws Exception {
    assertThat(program().lacks(cache())).isTrue();

    train();

    assertThat(program().lacks(cache())).isFalse();
    assertThat(run(required(program().command(cache())))).isEqualToIgnoringNewLines("HELLO");
    assertThat(run(logged(program().command(cache()))))
        .containsPattern("ClassCacheTest.Library source: shared objects file")
        .containsPattern("ClassCacheTest.Program source: file:");
  }

  @Test
  void anotherBuildOfTheProgramKeepsTheCache() throws Exception {
    train();

    Files.write(program, new byte[] {0}, StandardOpenOption.APPEND);

    assertThat(program().lacks(cache())).isFalse();
    assertThat(run(required(program().command(cache())))).isEqualToIgnoringNewLines("HELLO");
  }

  @Test
  void anotherLibraryNeedsAnotherCache() throws Exception {
    train();

    Files.write(library, new byte[] {0}, StandardOpenOption.APPEND);

    assertThat(program().lacks(cache())).isTrue();
    assertThat(program().command(cache())).noneMatch(flag -> flag.startsWith("-XX:AOT"));

    train();
    assertThat(run(required(program().command(cache())))).isEqualToIgnoringNewLines("HELLO");
  }

  @Test
  void aTrainingRunThatWasKilledIsNotTriedAgainAndStartsGoOnWithout() throws Exception {
    program().trainingCommand(cache());

    assertThat(program().make(cache())).isFalse();

    assertThat(program().lacks(cache())).isFalse();
    assertThat(run(program().command(cache()))).isEqualToIgnoringNewLines("HELLO");
  }

  private ClassCache cache() {
    return new ClassCache(folder.resolve("aot"));
  }

  private JavaProgram program() {
    return JavaProgram.of(program, folder.resolve("lib"), Program.class.getName())
        .flags("-XX:+UseSerialGC")
        .arguments("hello");
  }

  private void train() throws Exception {
    assertThat(run(program().trainingCommand(cache()))).contains("HELLO");
    assertThat(program().make(cache())).isTrue();
  }

  /** The same, failing when the cache cannot be used. */
  private static List<String> required(List<String> command) {
    return with("-XX:AOTMode=on", command);
  }

  private static List<String> logged(List<String> command) {
    return with("-Xlog:class+load", command);
  }

  private static List<String> with(String flag, List<String> command) {
    return Stream.concat(Stream.of(command.getFirst(), flag), command.stream().skip(1)).toList();
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
}
