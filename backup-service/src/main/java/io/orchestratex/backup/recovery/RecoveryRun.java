package io.orchestratex.backup.recovery;

import io.orchestratex.backup.capture.Backups;
import io.orchestratex.backup.catalog.Catalog;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.Engines;
import io.orchestratex.backup.engine.LogSource.Piece;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PhysicalBackup;
import io.orchestratex.backup.engine.RecoveryOrder;
import io.orchestratex.backup.engine.RecoveryPoint;
import io.orchestratex.backup.engine.ScratchFolder;
import io.orchestratex.backup.job.JobHandler;
import io.orchestratex.backup.job.JobOutcome;
import io.orchestratex.backup.job.JobRun;
import io.orchestratex.backup.pipeline.ArtifactInput;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.backup.recovery.LogRules.Window;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes a server's folder from a physical backup and the log that follows it. */
@Singleton
final class RecoveryRun implements JobHandler {

  private static final int ALL = 98;

  private final Backups backups;
  private final Catalog catalog;
  private final Engines engines;
  private final Recoverability recoverability;
  private final LogArchives archives;
  private final LogVault vault;
  private final RecoveryPlace place;

  RecoveryRun(
      Backups backups,
      Catalog catalog,
      Engines engines,
      Recoverability recoverability,
      LogArchives archives,
      LogVault vault,
      RecoveryPlace place) {
    this.backups = backups;
    this.catalog = catalog;
    this.engines = engines;
    this.recoverability = recoverability;
    this.archives = archives;
    this.vault = vault;
    this.place = place;
  }

  @Override
  public String kind() {
    return RecoveryJobRules.KIND;
  }

  @Override
  public void run(JobRun run) throws IOException {
    RecoveryDetails details = RecoveryDetails.fromJson(run.details());
    String id = run.job().id();
    if (!place.isKept(details.name(), id)) {
      if (run.isOutOfAttempts()) {
        throw new EngineException(
            "recovery.gave-up", "its worker died " + (run.job().attempt() - 1) + " times");
      }
      try (ScratchFolder folder = place.make(id + "-" + run.job().attempt())) {
        Path data = Files.createDirectory(folder.path().resolve("data"));
        recover(run, details, folder, data);
        run.at("recovered");
        run.fenced(() -> place.keep(data, details.name(), id));
        run.at("kept");
      }
    }
    run.finish(new JobOutcome.Succeeded(new RecoveryJobRules.Recovered()), details.toJson(), null);
  }

  private void recover(JobRun run, RecoveryDetails details, ScratchFolder folder, Path data)
      throws IOException {
    String target = run.job().targets().getFirst();
    Manifest manifest = backups.manifest(details.backup());
    Part part = manifest.partsOf(List.of(target)).getFirst();
    Window window = recoverability.window(target, details.backup(), details.point());
    RecoveryPoint point = details.point();
    if (point instanceof RecoveryPoint.Time(var at) && at.equals(window.base().endedAt())) {
      point = new RecoveryPoint.EndOfBackup();
    }
    Map<Piece, KeptPiece> pieces = new LinkedHashMap<>();
    LogRules.needed(window, point, archives.pieces(target))
        .forEach(each -> pieces.put(each.piece(), each));
    run.enter(RecoveryJobRules.RUNNING, 0, ALL);
    run.expect(part.sourceBytes());
    DumpedFile file = part.dumped().getFirst();
    try (InputStream content = catalog.source(manifest, part).open(file.scope())) {
      List<ObjectFact> found =
          ((PhysicalBackup) engines.get(part.engine()))
              .recover(
                  folder,
                  part.serverVersion(),
                  file,
                  content,
                  new RecoveryOrder(
                      point,
                      List.copyOf(pieces.keySet()),
                      piece -> open(target, Objects.requireNonNull(pieces.get(piece))),
                      data,
                      true),
                  run);
      if (!found.equals(file.objects())) {
        throw new DamagedArtifactException(
            "backup " + manifest.id() + " holds other files than its manifest says");
      }
    }
  }

  private InputStream open(String target, KeptPiece piece) throws IOException {
    try (ArtifactInput in = vault.open(target, piece)) {
      byte[] content = in.readNBytes(piece.piece().length());
      in.finish(); // Nothing of it is used before all of it is known to be whole.
      return new ByteArrayInputStream(content);
    }
  }
}
