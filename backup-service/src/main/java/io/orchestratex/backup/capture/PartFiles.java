package io.orchestratex.backup.capture;

import io.orchestratex.backup.catalog.Manifest.StoredFile;
import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.pipeline.ArtifactOutput;
import io.orchestratex.backup.pipeline.Pipeline;
import io.orchestratex.backup.vault.Vault;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files of one target in the vault, while they are written. Names carry the attempt, so that a
 * worker which was given up never writes into another's file.
 */
final class PartFiles implements DumpTarget, AutoCloseable {

  private final Vault vault;
  private final Pipeline pipeline;
  private final String backup;
  private final int attempt;
  private final String target;
  private final Map<String, Written> byScope = new LinkedHashMap<>();
  private @Nullable ArtifactOutput open;
  private int number;

  PartFiles(Vault vault, Pipeline pipeline, String backup, int attempt, String target) {
    this.vault = vault;
    this.pipeline = pipeline;
    this.backup = backup;
    this.attempt = attempt;
    this.target = target;
  }

  private record Written(String name, ArtifactOutput output) {}

  @Override
  public OutputStream begin(String scope) throws IOException {
    Written before = byScope.remove(scope);
    if (before != null) {
      vault.delete(backup, before.name()); // The engine begins this one again.
    }
    String readable = scope.replaceAll("[^A-Za-z0-9_]", "_");
    String name =
        "%s-%d-%s-a%d.zst.tink"
            .formatted(
                target,
                ++number,
                scope.equals(DumpedFile.ALL) ? "all" : abbreviated(readable),
                attempt);
    OutputStream file = vault.create(backup, name);
    try {
      ArtifactOutput output = pipeline.writing(file, backup, name);
      byScope.put(scope, new Written(name, output));
      open = output;
      return output;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private static String abbreviated(String text) {
    return text.length() <= 63 ? text : text.substring(0, 63);
  }

  /** What is in the vault now, for the manifest. */
  List<StoredFile> stored(List<DumpedFile> files) {
    List<StoredFile> stored = new ArrayList<>();
    for (DumpedFile file : files) {
      Written written = byScope.get(file.scope());
      if (written == null) {
        throw new IllegalStateException("nothing was written for " + file.scope());
      }
      stored.add(
          new StoredFile(
              written.name(),
              file.scope(),
              written.output().content(),
              file.objects(),
              file.attributes()));
    }
    return stored;
  }

  @Override
  public void close() throws IOException {
    if (open != null) {
      open.close();
    }
  }
}
