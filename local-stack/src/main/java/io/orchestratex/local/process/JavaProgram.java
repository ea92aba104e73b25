package io.orchestratex.local.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command line of a Java process that runs on the same JDK as this one. */
public final class JavaProgram {

  /** What the jars of our own modules are called, beside the libraries in {@code target/lib}. */
  private static final Set<String> OWN = Set.of("contracts", "service-kit", "local-stack");

  private final List<Path> libraries;
  private final List<Path> own;
  private final String mainClass;
  private final List<String> flags = new ArrayList<>();
  private List<String> arguments = List.of();

  private JavaProgram(List<Path> libraries, List<Path> own, String mainClass) {
    this.libraries = libraries;
    this.own = own;
    this.mainClass = mainClass;
    flags("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
  }

  /** A program with a class path as the JVM takes it. */
  public static JavaProgram of(String classPath, String mainClass) {
    List<Path> entries = Stream.of(classPath.split(File.pathSeparator, -1)).map(Path::of).toList();
    return new JavaProgram(List.of(), entries, mainClass);
  }

  /**
   * A program of a module.
   *
   * @param jar the module's own jar or folder of classes
   * @param lib folder of the jars that it needs
   */
  public static JavaProgram of(Path jar, Path lib, String mainClass) {
    // A cache knows the jars by their paths, and a checkout may be reached through a link.
    try (Stream<Path> jars = Files.list(lib.toRealPath())) {
      var byOwner =
          jars.filter(each -> each.toString().endsWith(".jar"))
              .sorted()
              .collect(Collectors.partitioningBy(JavaProgram::isOwn));
      List<Path> own = new ArrayList<>(List.of(jar));
      own.addAll(byOwner.getOrDefault(true, List.of()));
      return new JavaProgram(byOwner.getOrDefault(false, List.of()), List.copyOf(own), mainClass);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + lib, e);
    }
  }

  private static boolean isOwn(Path jar) {
    return OWN.contains(jar.getFileName().toString().replaceAll("-[0-9].*", ""));
  }

  /** Adds flags of the JVM. */
  public JavaProgram flags(String... more) {
    flags.addAll(Arrays.asList(more));
    return this;
  }

  public JavaProgram arguments(String... all) {
    arguments = List.of(all);
    return this;
  }

  /** The whole command line. */
  public List<String> command() {
    List<String> command = java();
    command.addAll(List.of("-cp", joined(own, libraries), mainClass));
    command.addAll(arguments);
    return command;
  }

  /** The same with a cache, where it fits. */
  public List<String> command(ClassCache cache) {
    if (!cache.fits(java(), libraries)) {
      return command();
    }
    List<String> command = java();
    command.addAll(cachedFlags(cache));
    command.add(mainClass);
    command.addAll(arguments);
    return command;
  }

  /** What the JVM needs to use a cache: flags and class path. */
  public List<String> cachedFlags(ClassCache cache) {
    List<String> all = new ArrayList<>(cache.usingFlags());
    all.addAll(List.of("-cp", joined(libraries, List.of(cache.trainingJar()), own)));
    return all;
  }

  /** The command line of a run that records for the cache and writes it down when asked to end. */
  public List<String> trainingCommand(ClassCache cache) {
    List<String> command = java();
    command.addAll(cache.recordingFlags());
    command.addAll(List.of("-cp", joined(libraries, List.of(cache.trainingJar()))));
    command.addAll(List.of(TrainingRun.class.getName(), joined(own), mainClass));
    command.addAll(arguments);
    return command;
  }

  /** Whether a training run would make a cache that is missing. */
  public boolean lacks(ClassCache cache) {
    return !cache.isDecided(java(), libraries);
  }

  /** Makes the cache of what a training run recorded; see {@link ClassCache}. */
  public boolean make(ClassCache cache) {
    return cache.make(java(), libraries);
  }

  private List<String> java() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    return command;
  }

  @SafeVarargs
  static String joined(List<Path>... entries) {
    return Stream.of(entries)
        .flatMap(List::stream)
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }
}
