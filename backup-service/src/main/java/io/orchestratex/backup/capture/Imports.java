package io.orchestratex.backup.capture;

import io.orchestratex.backup.capture.BackupDetails.PartDetails;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.MalformedDumpException;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.ServerFacts;
import io.orchestratex.backup.engine.StockImport;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobOrder;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.job.JobWorker;
import io.orchestratex.backup.target.Targets;
import io.orchestratex.backup.vault.Vaults;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes dumps of stock tools backups: orders it, and reads them. */
@Singleton
final class Imports {

  private static final String UNREADABLE = "backup.import-unreadable";
  private static final String POINTER = "/path";

  private final ImportSettings settings;
  private final JobStore store;
  private final Targets targets;
  private final Vaults vaults;
  private final InstantSource clock;
  private final Provider<JobWorker> worker;

  Imports(
      ImportSettings settings,
      JobStore store,
      Targets targets,
      Vaults vaults,
      InstantSource clock,
      Provider<JobWorker> worker) {
    this.settings = settings;
    this.store = store;
    this.targets = targets;
    this.vaults = vaults;
    this.clock = clock;
    this.worker = worker;
  }

  /**
   * Orders an import.
   *
   * @param path of the dump, within the folder of imports
   * @param key orders of a caller with the same key make one backup; null is no key
   * @throws FailureException when the dump cannot be read
   */
  Job order(
      String target,
      String path,
      String vault,
      @Nullable String label,
      String requestedBy,
      @Nullable String key) {
    Targets.Registered of = targets.get(targets.chosen(List.of(target), "/target").getFirst());
    if (!(of.engine() instanceof StockImport)) {
      throw FailureException.invalid(
          "backup.import-unsupported",
          "/target",
          "is a server of %s, whose dumps are not imported".formatted(of.engine().name()));
    }
    source(path);
    vaults.requireUsable(vault);
    Job job =
        store.order(
            new JobOrder(
                BackupJobRules.KIND,
                "",
                List.of(target),
                label,
                requestedBy,
                null,
                BackupDetails.imported(vault, path, PartDetails.waiting(target, of.engine().name()))
                    .toJson(),
                key == null ? null : "import " + requestedBy + " " + key),
            clock.instant());
    worker.get().wake();
    return job;
  }

  /**
   * Where a dump is.
   *
   * @throws FailureException when it is not a file or folder below the folder of imports
   */
  private Path source(String path) {
    String opened = settings.folder();
    if (opened == null) {
      throw FailureException.conflict(
          "backup.import-off",
          "No folder is open for imports: set orchestratex.backup.import.folder, and put the dump"
              + " there.");
    }
    try {
      Path folder = Path.of(opened);
      Files.createDirectories(folder);
      Path base = folder.toRealPath();
      Path source = base.resolve(path).normalize();
      if (source.equals(base) || !source.startsWith(base) || !source.toRealPath().equals(source)) {
        throw outside(opened);
      }
      if (!Files.isRegularFile(source, LinkOption.NOFOLLOW_LINKS)
          && !Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS)) {
        throw FailureException.invalid(UNREADABLE, POINTER, "is no file and no folder");
      }
      return source;
    } catch (InvalidPathException e) {
      throw FailureException.invalid(UNREADABLE, POINTER, "is no path");
    } catch (IOException e) {
      throw FailureException.invalid(
          UNREADABLE,
          POINTER,
          "cannot be read: there is no such file or folder in " + opened + ", or no right to it");
    }
  }

  private static FailureException outside(String folder) {
    return FailureException.invalid(
        "backup.import-outside",
        POINTER,
        "must be a file or folder within " + folder + ", and no link");
  }

  /** Reads a dump, and writes it as one of ours. */
  Dump read(Targets.Registered target, String path, DumpTarget written, ProgressMonitor monitor)
      throws IOException {
    if (!(target.engine() instanceof StockImport engine)) {
      throw FailureException.internal(
          "backup.import-unsupported", "dumps of its engine are not imported", null);
    }
    ServerFacts server = target.engine().describe(target.access());
    Path scratch = Files.createTempDirectory("orchestratex-import-");
    try {
      Dump dump =
          engine.importFrom(
              source(path), written, new StockImport.Means(scratch, settings.limit()), monitor);
      return new Dump(
          dump.serverVersion().isEmpty() ? server.version() : dump.serverVersion(),
          server.identity(),
          dump.point(),
          dump.files(),
          dump.leftOut());
    } catch (MalformedDumpException e) {
      throw new MalformedDumpException(
          "%s cannot be imported: %s".formatted(path, e.getMessage()), e);
    } finally {
      remove(scratch);
    }
  }

  private static void remove(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException fault)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
