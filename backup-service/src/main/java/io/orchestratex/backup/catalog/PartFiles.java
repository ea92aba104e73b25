package io.orchestratex.backup.catalog;

import io.orchestratex.backup.catalog.Manifest.Chunks;
import io.orchestratex.backup.catalog.Manifest.StoredFile;
import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.repository.ChunkedOutput;
import io.orchestratex.backup.repository.ChunkedOutput.Chunked;
import io.orchestratex.backup.repository.RepositoryWriter;
import io.orchestratex.backup.vault.Upload;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of one target while they are written: their chunks go into the repository, the lists of
 * these into the backup's folder. An engine closes a file also when its dump has failed, so none is
 * committed before the engine has said what is in all of them. Names carry the attempt, so that a
 * worker which was given up never writes into another's file.
 */
public final class PartFiles implements DumpTarget, AutoCloseable {

  private final BackupFiles files;
  private final RepositoryWriter repository;
  private final int attempt;
  private final String target;
  private final Map<String, Written> byScope = new LinkedHashMap<>();
  private int number;

  public PartFiles(BackupFiles files, RepositoryWriter repository, int attempt, String target) {
    this.files = files;
    this.repository = repository;
    this.attempt = attempt;
    this.target = target;
  }

  private record Written(String name, Upload upload, ChunkedOutput output) {}

  @Override
  public OutputStream begin(String scope) throws IOException {
    return begun(scope, 0);
  }

  @Override
  public OutputStream begin(String scope, int blockBytes) throws IOException {
    return begun(scope, blockBytes);
  }

  private OutputStream begun(String scope, int blockBytes) throws IOException {
    Written before = byScope.remove(scope);
    if (before != null) {
      before.upload().abort(); // The engine begins this one again.
    }
    String readable = scope.replaceAll("[^A-Za-z0-9_]", "_");
    String name =
        "%s-%d-%s-a%d.chunks"
            .formatted(
                target,
                ++number,
                scope.equals(DumpedFile.ALL) ? "all" : abbreviated(readable),
                attempt);
    Upload upload = files.create(name);
    try {
      ChunkedOutput output = repository.begin(upload.content(), files.backup(), name, blockBytes);
      byScope.put(scope, new Written(name, upload, output));
      return output;
    } catch (IOException e) {
      try (upload) {
        throw e;
      }
    }
  }

  private static String abbreviated(String text) {
    return text.length() <= 63 ? text : text.substring(0, 63);
  }

  /**
   * Commits the files of a dump that has succeeded.
   *
   * @return what is in the vault now, for the manifest
   */
  public List<StoredFile> commit(List<DumpedFile> dumped) throws IOException {
    List<StoredFile> stored = new ArrayList<>();
    for (DumpedFile file : dumped) {
      Written written = byScope.get(file.scope());
      if (written == null) {
        throw new IllegalStateException("nothing was written for " + file.scope());
      }
      Chunked content = written.output().content();
      stored.add(
          new StoredFile(
              written.name(),
              file.scope(),
              content.content(),
              new Chunks(content.list(), content.chunks(), content.addedBytes()),
              file.objects(),
              file.attributes()));
      BackupFiles.commit(written.upload());
    }
    return stored;
  }

  /** Aborts what was not committed. */
  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (Written each : byScope.values()) {
      try {
        each.upload().close();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
