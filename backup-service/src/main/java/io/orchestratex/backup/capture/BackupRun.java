package io.orchestratex.backup.capture;

import io.orchestratex.backup.capture.BackupDetails.PartDetails;
import io.orchestratex.backup.capture.BackupDetails.Verification;
import io.orchestratex.backup.catalog.ArtifactCheck;
import io.orchestratex.backup.catalog.BackupFiles;
import io.orchestratex.backup.catalog.Catalog;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.catalog.PartFiles;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.engine.SafetyDump;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.engine.SelectiveDump;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobCancelledException;
import io.orchestratex.backup.job.JobHandler;
import io.orchestratex.backup.job.JobLostException;
import io.orchestratex.backup.job.JobOutcome;
import io.orchestratex.backup.job.JobRun;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.backup.repository.RepositoryWriter;
import io.orchestratex.backup.target.Targets;
import io.orchestratex.backup.vault.VaultFullException;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a backup: each target's dump goes in chunks into the vault, which are read back as they are
 * stored, or found there; then the lists of them are read back, and the manifest is committed in
 * the transaction that ends the job. A worker that lost the job cannot commit, because its attempt
 * is no longer the job's.
 */
@Singleton
final class BackupRun implements JobHandler {

  private static final Logger LOG = LoggerFactory.getLogger(BackupRun.class);

  private static final int DUMPED = 97;
  private static final int CHECKED = 99;
  private static final String PRODUCT = "orchestratex 0.1.0";

  private final Targets targets;
  private final Catalog catalog;
  private final ArtifactCheck check;
  private final JobStore store;
  private final Imports imports;
  private final InstantSource clock;

  BackupRun(
      Targets targets,
      Catalog catalog,
      ArtifactCheck check,
      JobStore store,
      Imports imports,
      InstantSource clock) {
    this.imports = imports;
    this.targets = targets;
    this.catalog = catalog;
    this.check = check;
    this.store = store;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return BackupJobRules.KIND;
  }

  @Override
  public void run(JobRun run) throws IOException {
    BackupDetails details = BackupDetails.fromJson(run.details());
    String vault = details.vault();
    BackupFiles files = catalog.files(vault, run.job().id());
    Optional<Manifest> committed = committed(run, vault);
    if (committed.isPresent()) {
      endCommitted(run, details, files, committed.get());
      return;
    }
    if (run.isOutOfAttempts()) {
      run.fenced(files::discard);
      throw FailureException.internal(
          "backup.gave-up", "its worker died " + (run.job().attempt() - 1) + " times", null);
    }
    run.fenced(files::restart);
    boolean ending = false;
    try {
      files.requireRoom(estimate(run.job()));
      Manifest manifest = dump(run, details, files);
      run.enter(BackupJobRules.VERIFYING, DUMPED, CHECKED);
      check.checkLists(manifest, manifest.parts(), run);
      run.at("checked");
      ending = true;
      end(run, details, manifest, manifest.storedBytes(), true);
      settle(files);
    } catch (JobLostException e) {
      throw e; // The files belong to the next attempt, which sweeps them.
    } catch (IOException | RuntimeException e) {
      if (run.isLost()) {
        throw run.abandoned("this worker stops");
      }
      remove(run, files, ending, e);
      throw e;
    }
  }

  /**
   * A worker died between committing the manifest and ending the job; a cancel since then counts.
   */
  private void endCommitted(JobRun run, BackupDetails details, BackupFiles files, Manifest manifest)
      throws IOException {
    try {
      end(run, details, manifest, manifest.storedBytes(), false);
      settle(files);
    } catch (JobCancelledException e) {
      run.fenced(files::delete);
      throw e;
    }
  }

  private Optional<Manifest> committed(JobRun run, String vault) throws IOException {
    try {
      return catalog.find(vault, run.job().id());
    } catch (DamagedArtifactException e) {
      throw e;
    } catch (IOException e) {
      if (run.job().attempt() > 1 && !run.isOutOfAttempts()) {
        throw run.abandoned("whether it is committed cannot be read: " + e.getMessage());
      }
      throw e;
    }
  }

  /**
   * Removes what a failed attempt has written, unless it did commit, or may have: then only the
   * note of its end is missing, which the next attempt makes.
   */
  private static void remove(JobRun run, BackupFiles files, boolean ending, Exception cause) {
    boolean[] committed = {false};
    try {
      run.fenced(() -> committed[0] = !files.discard());
    } catch (JobLostException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      cause.addSuppressed(e);
      committed[0] = ending && !(cause instanceof VaultFullException);
    }
    if (committed[0]) {
      throw run.abandoned("committed, but its end could not be kept: " + cause.getMessage());
    }
  }

  /** About as much as each target added the last time. */
  private long estimate(Job job) {
    return job.targets().stream().mapToLong(this::estimate).sum();
  }

  private long estimate(String target) {
    return store
        .latestOf(BackupJobRules.KIND, target)
        .map(latest ->
            BackupDetails.fromJson(latest.details()).parts().stream()
                .filter(part -> part.target().equals(target))
                .mapToLong(PartDetails::addedBytes)
                .sum())
        .orElse(0L);
  }

  /** The backup is taken, whatever comes of this: the keeper does it again. */
  private static void settle(BackupFiles files) {
    try {
      files.settle();
    } catch (IOException | RuntimeException e) {
      LOG.atWarn().setCause(e).log("the end of an attempt could not be noted in the vault");
    }
  }

  private Manifest dump(JobRun run, BackupDetails details, BackupFiles files) throws IOException {
    try (RepositoryWriter repository =
        catalog.begin(details.vault(), run.job().id(), clock.instant())) {
      List<Part> parts = dumped(run, details, files, repository);
      repository.finish();
      return manifest(run.job(), details, repository.repository(), parts);
    }
  }

  private List<Part> dumped(
      JobRun run, BackupDetails details, BackupFiles files, RepositoryWriter repository)
      throws IOException {
    Job job = run.job();
    List<PartDetails> shown = new ArrayList<>();
    for (String target : job.targets()) {
      shown.add(PartDetails.waiting(target, targets.get(target).engine().name()));
    }
    List<Part> parts = new ArrayList<>();
    int size = job.targets().size();
    for (int i = 0; i < size; i++) {
      run.range(DUMPED * i / size, DUMPED * (i + 1) / size);
      shown.set(i, shown.get(i).in("running"));
      run.save(details.with(shown).toJson());
      parts.add(part(run, details, files, repository, targets.get(job.targets().get(i))));
      shown.set(i, PartDetails.stored(parts.get(i)));
      run.save(details.with(shown).toJson());
      run.at("dumped:" + job.targets().get(i));
    }
    if (!parts.isEmpty() && parts.stream().allMatch(Part::isMissing)) {
      throw new EngineException(
          "backup.every-part-failed",
          parts.stream()
              .flatMap(part -> part.leftOut().stream())
              .map(LeftOut::text)
              .collect(Collectors.joining("; ")));
    }
    return parts;
  }

  /**
   * The dump of one target, or what stands for it where its server is at fault: the others are kept
   * all the same. What may pass is waited for by another attempt first.
   */
  private Part part(
      JobRun run,
      BackupDetails details,
      BackupFiles files,
      RepositoryWriter repository,
      Targets.Registered target)
      throws IOException {
    try {
      return dump(run, details, files, repository, target);
    } catch (EngineException e) {
      run.checkpoint(); // What is stopped half-way fails in ways of its own.
      if (run.job().targets().size() == 1 || run.mayTryAgainAfter(e)) {
        throw e;
      }
      LOG.atWarn()
          .addKeyValue("backup", run.job().id())
          .addKeyValue("target", target.target().id())
          .setCause(e)
          .log("nothing of a target could be taken");
      return Part.missing(
          target.target().id(), target.engine().name(), String.valueOf(e.getMessage()));
    }
  }

  private Manifest manifest(Job job, BackupDetails details, String repository, List<Part> parts) {
    return new Manifest(
        Manifest.CHUNKS,
        job.id(),
        details.vault(),
        details.kind(),
        job.label(),
        job.requestedBy(),
        job.createdAt(),
        PRODUCT,
        Objects.requireNonNullElse(job.parent(), ""),
        catalog.keyId(),
        repository,
        parts);
  }

  private Part dump(
      JobRun run,
      BackupDetails details,
      BackupFiles files,
      RepositoryWriter repository,
      Targets.Registered target)
      throws IOException {
    run.checkpoint();
    try (PartFiles written =
        new PartFiles(files, repository, run.job().attempt(), target.target().id())) {
      Dump dump =
          details.source() == null
              ? dump(target, details, written, run)
              : imports.read(target, details, written, run);
      return new Part(
          target.target().id(),
          target.engine().name(),
          dump.serverVersion(),
          dump.identity(),
          dump.point(),
          written.commit(dump.files()),
          dump.leftOut());
    }
  }

  private static Dump dump(
      Targets.Registered target, BackupDetails details, PartFiles written, JobRun run)
      throws IOException {
    if (details.isPhysical()) {
      return PhysicalBackups.ability(target).physicalDump(target.access(), written, run);
    }
    Selection selection = details.selectionOf(target.target().id());
    boolean isForRestore = run.job().parent() != null;
    if (isForRestore && target.engine() instanceof SafetyDump engine) {
      return engine.safetyDump(target.access(), written, run);
    }
    if (selection.equals(Selection.ALL)) {
      return target.engine().dump(target.access(), written, run);
    }
    if (target.engine() instanceof SelectiveDump engine) {
      return engine.dump(target.access(), selection, written, run);
    }
    throw FailureException.internal(
        "backup.scope-unsupported", target.target().id() + " is backed up as a whole only", null);
  }

  private void end(
      JobRun run, BackupDetails details, Manifest manifest, long bytesRead, boolean commit) {
    List<String> missing = manifest.missing();
    if (!missing.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("backup", manifest.id())
          .addKeyValue("missing", String.join("; ", missing))
          .log("the backup is partial");
    }
    Verification verification =
        new Verification("succeeded", bytesRead, clock.instant(), null, null);
    run.finish(
        new JobOutcome.Succeeded(
            new BackupJobRules.Taken(
                manifest.sourceBytes(), manifest.storedBytes(), bytesRead, missing)),
        details.taken(manifest, verification).toJson(),
        commit
            ? () -> {
              run.at("committing");
              if (!catalog.commit(manifest)) {
                throw new DamagedArtifactException(
                    "backup " + manifest.id() + " exists with another manifest");
              }
              run.at("committed");
            }
            : null);
  }
}
