package io.orchestratex.local.part.sqlite;

import io.orchestratex.local.part.Progress;
import io.orchestratex.local.part.Sample;
import io.orchestratex.local.part.StackContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;

/**
 * The local history of a memory store as mem0 keeps it, with some rows: tables {@code history} and
 * {@code messages}. It lies in a folder of the stack; while it is there, backup-service has it as
 * the target {@code sqlite}.
 *
 * <p>The file is a resource, because no program that writes one belongs to this module; it is what
 * {@code sqlite3} made of {@code history.sql} beside it.
 */
public final class SqliteSample implements Sample {

  /** What a stack may be asked for. */
  public static final Sample.Kind SAMPLE =
      new Sample.Kind(
          "sqlite", "a file with a sample history, as the target sqlite", SqliteSample::new);

  /** The folder that files of targets may lie in, below the stack's. */
  public static final String FOLDER = "sqlite";

  private static final String TARGET = "ORCHESTRATEX_BACKUP_TARGETS_SQLITE_";
  private static final String NAME = "history.db";

  private final Path file;

  private SqliteSample(StackContext stack) {
    this.file = stack.folder().path().resolve(FOLDER).resolve(NAME);
  }

  @Override
  public void add(Progress progress) {
    boolean written = write(file);
    progress.report(
        SAMPLE.name(),
        written ? Progress.Step.DONE : Progress.Step.UNCHANGED,
        (written ? "a sample history is in " : "its file is ") + file);
  }

  @Override
  public boolean isAdded() {
    return Files.exists(file);
  }

  @Override
  public Map<String, String> variables() {
    return Map.of(
        TARGET + "ENGINE", "sqlite", TARGET + "URI", "sqlite://" + file.toUri().getRawPath());
  }

  /**
   * Writes it, unless there is one.
   *
   * @return whether there was none
   */
  public static boolean write(Path file) {
    if (Files.exists(file)) {
      return false;
    }
    try (InputStream in =
        Objects.requireNonNull(SqliteSample.class.getResourceAsStream(NAME), NAME)) {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Path draft = file.resolveSibling(NAME + ".partial");
      Files.copy(in, draft, StandardCopyOption.REPLACE_EXISTING);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("the sample " + file + " cannot be written", e);
    }
  }
}
