package io.orchestratex.backup.catalog;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.orchestratex.backup.engine.Completeness;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PhysicalBackup;
import io.orchestratex.backup.pipeline.Content;
import io.orchestratex.backup.vault.Vaults;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a backup is: with it, the key file and the files it names, everything can be restored; no
 * database of ours is needed. In the second format those files list chunks, which are in the
 * repository of the vault; in the first one they are the dumps themselves.
 *
 * @param format version of this document, {@value #WHOLE_FILES} or {@value #CHUNKS}
 * @param vault the vault it was read from; in the document, the one that it was written to (it may
 *     have been copied or renamed since, and the first ones do not say)
 * @param safetyOf the restore that kept this for safety, empty when none did; null in manifests
 *     that do not say, where the label {@value #SAFETY_LABEL} does
 * @param keyId the keys that encrypted the files and sealed this document; in the second format,
 *     those that were in use for new backups when it was taken
 * @param repository id of the repository that its chunks are in, whose keys sealed this document;
 *     null in the first format
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
    @Nullable String repository,
    List<Part> parts) {

  /** The first format: each file is a dump. */
  static final int WHOLE_FILES = 1;

  /** The second format: each file lists the chunks of a dump. */
  public static final int CHUNKS = 2;

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
        format,
        id,
        name,
        kind,
        label,
        requestedBy,
        createdAt,
        product,
        safetyOf,
        keyId,
        repository,
        parts);
  }

  /**
   * The same backup, copied to another vault.
   *
   * @param copied its parts, with the files that are there
   */
  public Manifest copiedTo(String name, String newKeyId, String newRepository, List<Part> copied) {
    return new Manifest(
        CHUNKS,
        id,
        name,
        kind,
        label,
        requestedBy,
        createdAt,
        product,
        parent() == null ? "" : parent(),
        newKeyId,
        newRepository,
        copied);
  }

  /** The restore that kept this for safety; null when none did. */
  public @Nullable String parent() {
    if (safetyOf == null) {
      return SAFETY_LABEL.equals(label) ? SOME_RESTORE : null;
    }
    return safetyOf.isEmpty() ? null : safetyOf;
  }

  /** The parts that it holds, without those of targets of which nothing could be taken. */
  public List<Part> held() {
    return parts.stream().filter(part -> !part.isMissing()).toList();
  }

  /** The files of a target, or none. */
  public List<Part> partsOf(List<String> targets) {
    return held().stream().filter(part -> targets.contains(part.target())).toList();
  }

  /** The targets it holds, in their order. */
  public List<String> targets() {
    return held().stream().map(Part::target).toList();
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

  /** Bytes in the vault, those that it shares with other backups among them. */
  public long storedBytes() {
    return parts.stream().mapToLong(Part::storedBytes).sum();
  }

  /** Bytes that it added to the vault. */
  public long addedBytes() {
    return parts.stream().mapToLong(Part::addedBytes).sum();
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

    /** The same, with other files that hold the same. */
    public Part with(List<StoredFile> newFiles) {
      return new Part(target, engine, serverVersion, identity, point, newFiles, leftOut);
    }

    /** What stands for a target of which nothing could be taken. */
    public static Part missing(String target, String engine, String reason) {
      return new Part(
          target,
          engine,
          "",
          "",
          "",
          List.of(),
          List.of(LeftOut.failed(LeftOut.TARGET, target, reason)));
    }

    /** Whether nothing of its target could be taken; the reason is in {@link #leftOut}. */
    @JsonIgnore
    public boolean isMissing() {
      return leftOut.stream().anyMatch(each -> each.failed() && each.kind().equals(LeftOut.TARGET));
    }

    public List<ObjectFact> objects() {
      return files.stream().flatMap(file -> file.objects().stream()).toList();
    }

    /** Whether it is the files of a server, which are recovered as a whole. */
    @JsonIgnore
    public boolean isPhysical() {
      return files.stream().anyMatch(file -> PhysicalBackup.isOne(file.attributes()));
    }

    /** Whether it holds accounts or roles of its server. */
    public boolean holdsUsers() {
      return files.stream().anyMatch(StoredFile::holdsUsers);
    }

    /** The databases that it holds, in order; those without any object only where files say so. */
    public List<String> databases() {
      Set<String> databases = new TreeSet<>();
      for (StoredFile file : files) {
        if (file.scope().equals(DumpedFile.ALL)) {
          file.objects().forEach(each -> databases.add(each.database()));
        } else {
          databases.add(file.scope());
        }
      }
      return List.copyOf(databases);
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

    /** Bytes that it added to the vault, the lists of chunks among them. */
    public long addedBytes() {
      return files.stream().mapToLong(StoredFile::addedBytes).sum();
    }
  }

  /**
   * One file in the vault.
   *
   * @param content what the dump is
   * @param chunks what the file is, when it lists the chunks of the dump; null when it is the dump
   */
  public record StoredFile(
      String name,
      String scope,
      Content content,
      @Nullable Chunks chunks,
      List<ObjectFact> objects,
      Map<String, String> attributes) {
    public StoredFile {
      objects = List.copyOf(objects);
      attributes = Map.copyOf(attributes);
    }

    /** What the file of that name holds. */
    Content stored() {
      return chunks == null ? content : chunks.list();
    }

    /** Whether accounts or roles of a server are in it. */
    public boolean holdsUsers() {
      return attributes.containsKey(DumpedFile.USERS);
    }

    /** Whether they are in one of its databases. */
    public boolean holdsUsersIn(String database) {
      return database.equals(attributes.get(DumpedFile.USERS));
    }

    long addedBytes() {
      return chunks == null
          ? content.storedBytes()
          : chunks.addedBytes() + chunks.list().storedBytes();
    }
  }

  /**
   * A dump in chunks.
   *
   * @param list the list of them
   * @param count how many there are
   * @param addedBytes stored length of those that the vault did not have
   */
  public record Chunks(Content list, long count, long addedBytes) {}
}
