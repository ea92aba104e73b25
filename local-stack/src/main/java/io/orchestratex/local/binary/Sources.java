package io.orchestratex.local.binary;

import io.orchestratex.local.process.Commands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Tries one source of a program after the other and remembers why each had none. */
public final class Sources {

  private final Consumer<String> progress;
  private final boolean fetches;
  private final List<String> reasons = new ArrayList<>();
  private Optional<Path> found = Optional.empty();

  private Sources(Consumer<String> progress, boolean fetches) {
    this.progress = progress;
    this.fetches = fetches;
  }

  /** Those on this machine: {@link #orSlowly} finds nothing. */
  static Sources atHand() {
    return new Sources(_ -> {}, false);
  }

  /** All of them. */
  static Sources everywhere(Consumer<String> progress) {
    return new Sources(progress, true);
  }

  /** A way to get a program; empty or an exception when it has none. */
  @FunctionalInterface
  public interface Source {
    Optional<Path> find() throws IOException;
  }

  public Sources or(String what, Source source) {
    if (found.isEmpty()) {
      try {
        found = source.find();
        if (found.isEmpty()) {
          reasons.add(what + ": none");
        }
      } catch (IOException | UncheckedIOException e) {
        reasons.add(what + ": " + (e.getMessage() == null ? e.toString() : e.getMessage()));
      }
    }
    return this;
  }

  /** One that fetches; said to the person first, because it may take a while. */
  public Sources orSlowly(String what, Source source) {
    if (!fetches) {
      return this;
    }
    if (found.isEmpty()) {
      progress.accept(what);
    }
    return or(what, source);
  }

  public Optional<Path> found() {
    return found;
  }

  /** Why there is none, for the error message. */
  public String reasons() {
    return String.join("; ", reasons);
  }

  /** A program named by an environment variable; it must exist. */
  public static Optional<Path> configured(String variable, UnaryOperator<Path> program)
      throws IOException {
    String value = System.getenv().getOrDefault(variable, "");
    if (value.isEmpty()) {
      return Optional.empty();
    }
    // The program runs in the stack's folder, and the caller stands in another.
    Path path = program.apply(Path.of(value).toAbsolutePath().normalize());
    if (!Commands.isProgram(path)) {
      throw new IOException(variable + " is " + value + ", but " + path + " cannot be run");
    }
    return Optional.of(path);
  }

  /** What {@code <program> --version} says; empty when it cannot run here. */
  public static Optional<String> version(Path program) {
    Commands.Result result =
        Commands.run(List.of(program.toString(), "--version"), 20, TimeUnit.SECONDS);
    return result.succeeded() ? Optional.of(result.output()) : Optional.empty();
  }

  /** A program that was just fetched, proven to run. */
  public static Path proven(Path program) throws IOException {
    if (version(program).isEmpty()) {
      throw new IOException(program.getFileName() + " was fetched and does not run here");
    }
    return program;
  }
}
