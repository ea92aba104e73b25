package io.orchestratex.backup.copy;

import io.orchestratex.backup.catalog.ArtifactCheck;
import io.orchestratex.backup.catalog.BackupFiles;
import io.orchestratex.backup.catalog.Catalog;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.catalog.Manifest.StoredFile;
import io.orchestratex.backup.catalog.PartFiles;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobCancelledException;
import io.orchestratex.backup.job.JobHandler;
import io.orchestratex.backup.job.JobLostException;
import io.orchestratex.backup.job.JobOutcome;
import io.orchestratex.backup.job.JobRun;
import io.orchestratex.backup.pipeline.ArtifactInput;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.backup.pipeline.VaultUnreadableException;
import io.orchestratex.backup.repository.RepositoryWriter;
import io.orchestratex.backup.vault.VaultFullException;
import io.orchestratex.backup.vault.Vaults;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies a backup: each of its dumps is read from one vault, checked, and stored in chunks of the
 * other one, of which only those that are missing there are sent. Each is read back as it is stored
 * or found, as in a backup; then the lists of them are, and the manifest is committed last, in the
 * transaction that ends the job. An attempt after a kill finds the chunks that were sent before.
 */
@Singleton
final class CopyRun implements JobHandler {

  private static final Logger LOG = LoggerFactory.getLogger(CopyRun.class);

  private static final int COPIED = 97;
  private static final int CHECKED = 99;
  private static final int BUFFER = 1 << 16;

  private final Catalog catalog;
  private final ArtifactCheck check;
  private final Places places;
  private final Copies copies;
  private final Vaults vaults;
  private final InstantSource clock;

  CopyRun(
      Catalog catalog,
      ArtifactCheck check,
      Places places,
      Copies copies,
      Vaults vaults,
      InstantSource clock) {
    this.catalog = catalog;
    this.check = check;
    this.places = places;
    this.copies = copies;
    this.vaults = vaults;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return CopyJobRules.KIND;
  }

  @Override
  public void run(JobRun run) throws IOException {
    String backup = run.job().subject();
    CopyDetails details = CopyDetails.fromJson(run.details());
    if (run.isOutOfAttempts()) {
      throw FailureException.internal(
          "backup.copy-gave-up",
          "its worker died " + (run.job().attempt() - 1) + " times; it is tried again later",
          null);
    }
    vaults.requireUsable(details.vault());
    BackupFiles files = catalog.files(details.vault(), backup);
    boolean ending = false;
    try {
      Optional<Manifest> there = whole(run, details, files);
      if (there.isPresent()) {
        end(run, details, there.get(), false);
        settle(files);
        return;
      }
      Manifest copy = copied(run, details, files);
      run.enter(CopyJobRules.VERIFYING, COPIED, CHECKED);
      check.checkLists(copy, copy.parts(), run);
      run.at("checked");
      ending = true;
      end(run, details, copy, true);
      settle(files);
    } catch (JobLostException e) {
      throw e; // What was stored is the next attempt's.
    } catch (IOException | RuntimeException e) {
      if (run.isLost()) {
        throw run.abandoned("this worker stops");
      }
      leave(run, files, ending, e);
      throw e;
    }
  }

  /**
   * The copy that is there already: of an attempt that died after it had committed, or found. One
   * that is damaged is removed once another one was found to be whole.
   */
  private Optional<Manifest> whole(JobRun run, CopyDetails details, BackupFiles files)
      throws IOException {
    catalog.requireOpen(details.vault()); // With a wrong key everything looks damaged.
    try {
      Optional<Manifest> there = catalog.find(details.vault(), run.job().subject());
      if (there.isPresent()) {
        check.check(there.get(), there.get().parts(), run);
      }
      return there;
    } catch (DamagedArtifactException e) {
      Manifest source = places.manifest(run.job().subject(), sources(run, details));
      check.check(source, source.parts(), run);
      LOG.atWarn()
          .addKeyValue("backup", run.job().subject())
          .addKeyValue("vault", details.vault())
          .log("a damaged copy is made again: {}", e.getMessage());
      run.fenced(files::delete);
      return Optional.empty();
    }
  }

  private List<String> sources(JobRun run, CopyDetails details) {
    return places.of(run.job().subject()).stream()
        .filter(vault -> !vault.equals(details.vault()))
        .toList();
  }

  /** Reads from the first vault that has it whole. */
  private Manifest copied(JobRun run, CopyDetails details, BackupFiles files) throws IOException {
    List<String> sources = new ArrayList<>(sources(run, details));
    while (true) {
      Manifest source = places.manifest(run.job().subject(), sources);
      try {
        return copied(run, details, source, files);
      } catch (DamagedArtifactException | VaultUnreadableException e) {
        sources.removeAll(sources.subList(0, sources.indexOf(source.vault()) + 1));
        if (sources.isEmpty()) {
          throw e;
        }
        LOG.atWarn()
            .addKeyValue("backup", source.id())
            .addKeyValue("vault", source.vault())
            .log("a backup cannot be read there, and is read from {}: {}", sources, e.getMessage());
      }
    }
  }

  private Manifest copied(JobRun run, CopyDetails details, Manifest source, BackupFiles files)
      throws IOException {
    run.save(new CopyDetails(details.vault(), source.vault(), source.sourceBytes()).toJson());
    run.fenced(files::restart); // Lists of an earlier attempt; its packs stay.
    files.requireRoom(source.addedBytes());
    run.range(0, COPIED);
    run.expect(source.sourceBytes());
    try (RepositoryWriter repository =
        catalog.begin(details.vault(), source.id(), clock.instant())) {
      run.at("begun");
      List<Part> parts = new ArrayList<>();
      for (Part part : source.parts()) {
        parts.add(copied(run, source, part, files, repository));
        run.at("copied:" + part.target());
      }
      repository.finish();
      run.at("sent");
      return source.copiedTo(details.vault(), catalog.keyId(), repository.repository(), parts);
    }
  }

  private Part copied(
      JobRun run, Manifest source, Part part, BackupFiles files, RepositoryWriter repository)
      throws IOException {
    try (PartFiles written = new PartFiles(files, repository, run.job().attempt(), part.target())) {
      for (StoredFile file : part.files()) {
        run.detail(file.name());
        try (ArtifactInput in = catalog.open(source, file);
            OutputStream out = written.begin(file.scope())) {
          send(run, in, out);
          in.finish();
        }
      }
      return part.with(written.commit(part.dumped()));
    }
  }

  private static void send(JobRun run, ArtifactInput in, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      run.checkpoint();
      out.write(buffer, 0, read);
      run.processed(read);
    }
  }

  private void end(JobRun run, CopyDetails details, Manifest copy, boolean commit) {
    String backup = run.job().subject();
    run.finish(
        new JobOutcome.Succeeded(
            new CopyJobRules.Copied(copy.storedBytes(), commit ? copy.addedBytes() : 0)),
        null,
        () -> {
          if (commit) {
            run.at("committing");
            if (!catalog.commit(copy)) {
              throw new DamagedArtifactException(
                  "backup %s is in the vault %s with another manifest"
                      .formatted(backup, details.vault()));
            }
            run.at("committed");
          }
          if (!copies.complete(
              backup, details.vault(), copy.storedBytes(), copy.addedBytes(), clock.instant())) {
            throw FailureException.conflict(
                "backup.copy-unwanted", "The copy is not wanted any more.");
          }
        });
  }

  /** What has arrived stays for the next try, unless nobody wants the copy any more. */
  private void leave(JobRun run, BackupFiles files, boolean ending, Exception cause) {
    boolean[] committed = {false};
    try {
      run.fenced(() -> {
        if (!isWanted(run.job())) {
          if (!files.discard()) {
            files.delete();
          }
        } else if (cause instanceof JobCancelledException) {
          var _ = files.discard();
        } else {
          committed[0] = !files.restart();
          files.settle();
        }
      });
    } catch (JobLostException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      cause.addSuppressed(e);
      committed[0] = true;
    }
    if (committed[0] && ending && !(cause instanceof VaultFullException)) {
      throw run.abandoned("committed, but its end could not be kept: " + cause.getMessage());
    }
  }

  /** Not when the backup or the copy was removed meanwhile; never of what is the backup itself. */
  private boolean isWanted(Job job) {
    Optional<String> home = places.home(job.subject());
    return home.isPresent()
        && (home.get().equals(job.label())
            || copies.of(job.subject()).stream()
                .anyMatch(copy ->
                    copy.vault().equals(job.label()) && copy.state() != Copy.State.REMOVED));
  }

  private static void settle(BackupFiles files) {
    try {
      files.settle();
    } catch (IOException | RuntimeException e) {
      LOG.atWarn().setCause(e).log("the end of an attempt could not be noted in the vault");
    }
  }
}
