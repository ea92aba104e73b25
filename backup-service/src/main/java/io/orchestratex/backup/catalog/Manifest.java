package io.orchestratex.backup.catalog;

import io.orchestratex.backup.engine.Completeness;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.pipeline.Content;
import io.orchestratex.backup.vault.Vaults;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a backup is: with it, the key file and the files it names, everything can be restored; no
 * database of ours is needed.
 *
 * @param format version of this document, {@value #FORMAT}
 * @param vault the vault it was read from; in the document, the one that it was written to (it may
 *     have been copied or renamed since, and the first ones do not say)
 * @param safetyOf the restore that kept this for safety, empty when none did; null in manifests
 *     that do not say, where the label {@value #SAFETY_LABEL} does
 * @param keyId the keys that encrypted the files and sealed this document
 */
public record Manifest(
    int format,
    String id,
    String vault,
    String kind,
    @Nullable String label,
    String requestedBy,
    Instant createdAt,
    String product,
    @Nullable String safetyOf,
    String keyId,
    List<Part> parts) {

  public static final int FORMAT = 1;

  /** Label of a backup that a restore keeps of its targets. */
  public static final String SAFETY_LABEL = "pre-restore";

  private static final String SOME_RESTORE = "unknown";

  public Manifest {
    vault = vault == null ? Vaults.DEFAULT : vault;
    parts = List.copyOf(parts);
  }

  /** The same, read from a vault. */
  Manifest foundIn(String name) {
    return new Manifest(
        format, id, name, kind, label, requestedBy, createdAt, product, safetyOf, keyId, parts);
  }

  /** The restore that kept this for safety; null when none did. */
  public @Nullable String parent() {
    if (safetyOf == null) {
      return SAFETY_LABEL.equals(label) ? SOME_RESTORE : null;
    }
    return safetyOf.isEmpty() ? null : safetyOf;
  }

  /** The files of a target, or none. */
  public List<Part> partsOf(List<String> targets) {
    return parts.stream().filter(part -> targets.contains(part.target())).toList();
  }

  /** The targets it holds, in their order. */
  public List<String> targets() {
    return parts.stream().map(Part::target).toList();
  }

  /** Whether it holds all that it should. */
  public Completeness completeness() {
    return Completeness.of(parts.stream().flatMap(part -> part.leftOut().stream()).toList());
  }

  /** What should be in it and is not, a sentence each. */
  public List<String> missing() {
    return parts.stream()
        .flatMap(part ->
            part.leftOut().stream()
                .filter(LeftOut::failed)
                .map(each -> part.target() + ": " + each.text()))
        .toList();
  }

  /** Bytes that the engines wrote. */
  public long sourceBytes() {
    return parts.stream().mapToLong(Part::sourceBytes).sum();
  }

  /** Bytes in the vault. */
  public long storedBytes() {
    return parts.stream().mapToLong(Part::storedBytes).sum();
  }

  /**
   * What was taken of one server.
   *
   * @param identity the server's own, to notice a restore to another one
   * @param point the moment that it shows, in the server's own time
   * @param leftOut what of the server the files do not hold; earlier manifests do not say
   */
  public record Part(
      String target,
      String engine,
      String serverVersion,
      String identity,
      String point,
      List<StoredFile> files,
      List<LeftOut> leftOut) {
    public Part {
      files = List.copyOf(files);
      leftOut = leftOut == null ? List.of() : List.copyOf(leftOut);
    }

    public List<ObjectFact> objects() {
      return files.stream().flatMap(file -> file.objects().stream()).toList();
    }

    /** The files as the engine knows them. */
    public List<DumpedFile> dumped() {
      return files.stream()
          .map(file -> new DumpedFile(file.scope(), file.objects(), file.attributes()))
          .toList();
    }

    public long sourceBytes() {
      return files.stream().mapToLong(file -> file.content().plainBytes()).sum();
    }

    public long storedBytes() {
      return files.stream().mapToLong(file -> file.content().storedBytes()).sum();
    }
  }

  /** One file in the vault. */
  public record StoredFile(
      String name,
      String scope,
      Content content,
      List<ObjectFact> objects,
      Map<String, String> attributes) {
    public StoredFile {
      objects = List.copyOf(objects);
      attributes = Map.copyOf(attributes);
    }
  }
}
