package io.orchestratex.backup.capture;

import io.orchestratex.backup.capture.BackupDetails.PartDetails;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.MalformedDumpException;
import io.orchestratex.backup.engine.ServerFacts;
import io.orchestratex.backup.engine.StockImport;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobOrder;
import io.orchestratex.backup.job.JobRun;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.job.JobWorker;
import io.orchestratex.backup.target.Targets;
import io.orchestratex.backup.vault.Vaults;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes dumps of stock tools backups: orders it, and reads them. */
@Singleton
final class Imports {

  private static final String UNREADABLE = "backup.import-unreadable";
  private static final String POINTER = "/path";

  private final ImportSettings settings;
  private final ImportPlace place;
  private final Uploads uploads;
  private final JobStore store;
  private final Targets targets;
  private final Vaults vaults;
  private final InstantSource clock;
  private final Provider<JobWorker> worker;

  Imports(
      ImportSettings settings,
      ImportPlace place,
      Uploads uploads,
      JobStore store,
      Targets targets,
      Vaults vaults,
      InstantSource clock,
      Provider<JobWorker> worker) {
    this.settings = settings;
    this.place = place;
    this.uploads = uploads;
    this.store = store;
    this.targets = targets;
    this.vaults = vaults;
    this.clock = clock;
    this.worker = worker;
  }

  /**
   * What is to be imported.
   *
   * @param target id of the target that it is a dump of
   * @param path of the dump, within the folder of imports; of an upload, what its sender calls it
   * @param upload id of the upload; null for what lies in the folder
   */
  record Wanted(
      String target,
      String path,
      @Nullable String upload,
      String vault,
      @Nullable String label,
      String requestedBy) {}

  /**
   * Orders an import.
   *
   * @param key orders of a caller with the same key make one backup; null is no key
   * @throws FailureException when the dump cannot be read
   */
  Job order(Wanted wanted, @Nullable String key) {
    Targets.Registered of = importable(wanted.target(), wanted.vault(), "/target");
    if (wanted.upload() == null) {
      source(wanted.path());
    }
    Job job =
        store.order(
            new JobOrder(
                BackupJobRules.KIND,
                "",
                List.of(wanted.target()),
                wanted.label(),
                wanted.requestedBy(),
                null,
                BackupDetails.imported(
                        wanted.vault(),
                        wanted.path(),
                        wanted.upload(),
                        PartDetails.waiting(wanted.target(), of.engine().name()))
                    .toJson(),
                key),
            clock.instant());
    worker.get().wake();
    return job;
  }

  /**
   * A target whose dumps are imported, into a vault that can be used.
   *
   * @param field that names the target, for what is refused
   * @throws FailureException when it is none, or the vault cannot be used
   */
  Targets.Registered importable(String target, String vault, String field) {
    Targets.Registered of =
        targets
            .find(target)
            .orElseThrow(() ->
                FailureException.invalid(
                    "backup.target-unknown", field, "names no target: " + target));
    if (!(of.engine() instanceof StockImport)) {
      throw FailureException.invalid(
          "backup.import-unsupported",
          field,
          "is a server of %s, whose dumps are not imported".formatted(of.engine().name()));
    }
    vaults.requireUsable(vault);
    return of;
  }

  /** The folder that dumps are read from; null when none is open. */
  @Nullable String folder() {
    return settings.folder();
  }

  /** How many bytes a dump may hold when it is unpacked. */
  long limit() {
    return settings.limit();
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

  private Path uploaded(String upload, String name) throws MalformedDumpException {
    Path file = uploads.of(upload);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new MalformedDumpException(
          "what was uploaded as " + name + " is not there any more; upload it again", null);
    }
    return file;
  }

  private static FailureException outside(String folder) {
    return FailureException.invalid(
        "backup.import-outside",
        POINTER,
        "must be a file or folder within " + folder + ", and no link");
  }

  /** Reads a dump, and writes it as one of ours. */
  Dump read(Targets.Registered target, BackupDetails details, DumpTarget written, JobRun run)
      throws IOException {
    String path = String.valueOf(details.source());
    if (!(target.engine() instanceof StockImport engine)) {
      throw FailureException.internal(
          "backup.import-unsupported", "dumps of its engine are not imported", null);
    }
    ServerFacts server = target.engine().describe(target.access());
    try {
      Dump dump =
          place.inFolder(
              run.job().id() + "-" + run.job().attempt(),
              scratch ->
                  engine.importFrom(
                      details.upload() == null ? source(path) : uploaded(details.upload(), path),
                      written,
                      new StockImport.Means(scratch, settings.limit()),
                      run));
      return new Dump(
          dump.serverVersion().isEmpty() ? server.version() : dump.serverVersion(),
          server.identity(),
          dump.point(),
          dump.files(),
          dump.leftOut());
    } catch (MalformedDumpException e) {
      throw new MalformedDumpException(
          "%s cannot be imported: %s".formatted(path, e.getMessage()), e);
    }
  }
}
