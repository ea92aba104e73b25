package io.orchestratex.local.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command line of a Java process that runs on the same JDK as this one. */
public final class JavaProgram {

  private final String classPath;
  private final String mainClass;
  private final List<String> flags = new ArrayList<>();
  private List<String> arguments = List.of();
  private @Nullable AotCache cache;

  private JavaProgram(String classPath, String mainClass) {
    this.classPath = classPath;
    this.mainClass = mainClass;
    flags("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
  }

  public static JavaProgram of(String classPath, String mainClass) {
    return new JavaProgram(classPath, mainClass);
  }

  /** Adds flags of the JVM. */
  public JavaProgram flags(String... more) {
    flags.addAll(Arrays.asList(more));
    return this;
  }

  /** Starts faster from the second time on. */
  public JavaProgram cachedIn(AotCache aotCache) {
    cache = aotCache;
    return this;
  }

  public JavaProgram arguments(String... all) {
    arguments = List.of(all);
    return this;
  }

  /** The whole command line. */
  public List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    if (cache != null) {
      command.addAll(cache.flags(List.copyOf(command), classPath));
    }
    command.addAll(List.of("-cp", classPath, mainClass));
    command.addAll(arguments);
    return command;
  }
}
