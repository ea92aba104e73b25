package io.orchestratex.backup.catalog;

import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.catalog.Manifest.StoredFile;
import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.engine.Engines;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.pipeline.ArtifactInput;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.backup.pipeline.VaultUnreadableException;
import io.orchestratex.backup.vault.VaultFile;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads everything that is stored back: the file's length and hash, its authentication, what it
 * decrypts and decompresses to, and the engine's own format with the count and hash of each object.
 */
@Singleton
public final class ArtifactCheck {

  private final Catalog catalog;
  private final Function<String, DumpReader> readers;

  @Inject
  ArtifactCheck(Catalog catalog, Engines engines) {
    this(catalog, engine -> engines.get(engine)::read);
  }

  ArtifactCheck(Catalog catalog, Function<String, DumpReader> readers) {
    this.catalog = catalog;
    this.readers = readers;
  }

  /** Reads a file of an engine to its end and says what is in it. */
  @FunctionalInterface
  interface DumpReader {
    List<ObjectFact> read(InputStream file, ProgressMonitor monitor) throws IOException;
  }

  /**
   * Checks parts of a backup.
   *
   * @return bytes read from the vault
   * @throws DamagedArtifactException that names the first file that is not what it should be
   * @throws VaultUnreadableException when one cannot be read, whatever is in it
   */
  public long check(Manifest manifest, List<Part> parts, ProgressMonitor monitor)
      throws IOException {
    monitor.expect(parts.stream().mapToLong(Part::sourceBytes).sum());
    long read = 0;
    for (Part part : parts) {
      for (StoredFile file : part.files()) {
        monitor.detail(file.name());
        monitor.checkpoint();
        try {
          check(manifest, part, file, monitor);
        } catch (DamagedArtifactException e) {
          throw explained(manifest, parts, file, e);
        }
        read += file.content().storedBytes();
      }
    }
    return read;
  }

  /**
   * Reads the lists of chunks back, and nothing of the chunks: whoever wrote the backup just now
   * has read each of these, and whoever loads it will.
   *
   * @throws DamagedArtifactException that names the first list that is not what it should be
   * @throws VaultUnreadableException when one cannot be read, whatever is in it
   */
  public void checkLists(Manifest manifest, List<Part> parts, ProgressMonitor monitor)
      throws IOException {
    for (Part part : parts) {
      for (StoredFile file : part.files()) {
        monitor.checkpoint();
        try {
          catalog.readList(manifest, file);
        } catch (DamagedArtifactException e) {
          throw explained(manifest, parts, file, e);
        }
      }
    }
  }

  private void check(Manifest manifest, Part part, StoredFile file, ProgressMonitor monitor)
      throws IOException {
    List<ObjectFact> found;
    try (ArtifactInput input = catalog.open(manifest, file)) {
      found = readers.apply(part.engine()).read(input, monitor);
      input.finish();
    } catch (DamagedArtifactException | VaultUnreadableException e) {
      throw e;
    } catch (IOException e) {
      IOException known = knownIn(e);
      throw known != null
          ? known
          : new DamagedArtifactException(
              file.name() + " is not a well-formed dump: " + e.getMessage(), e);
    }
    compare(file, found);
  }

  /** What the file was found to be, under what the engine made of it. */
  private static @Nullable IOException knownIn(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof DamagedArtifactException || t instanceof VaultUnreadableException) {
        return (IOException) t;
      }
    }
    return null;
  }

  private static void compare(StoredFile file, List<ObjectFact> found)
      throws DamagedArtifactException {
    Map<String, ObjectFact> byName =
        found.stream().collect(Collectors.toMap(ObjectFact::name, Function.identity()));
    for (ObjectFact expected : file.objects()) {
      ObjectFact fact = byName.remove(expected.name());
      if (fact == null || !fact.sameContent(expected)) {
        throw new DamagedArtifactException(file.name() + " holds " + difference(expected, fact));
      }
    }
    if (!byName.isEmpty()) {
      throw new DamagedArtifactException(
          file.name() + " holds " + byName.keySet() + ", which its manifest does not know");
    }
  }

  private static String difference(ObjectFact expected, @Nullable ObjectFact found) {
    if (found == null) {
      return "nothing of %s, of which its manifest says %d"
          .formatted(expected.name(), expected.count());
    }
    return found.count() == expected.count()
        ? "the %d records of %s with other content than its manifest says"
            .formatted(found.count(), expected.name())
        : "%d records of %s and its manifest says %d"
            .formatted(found.count(), expected.name(), expected.count());
  }

  /** Says so when a file is another one's content. */
  private DamagedArtifactException explained(
      Manifest manifest, List<Part> parts, StoredFile file, DamagedArtifactException damage) {
    try {
      String hash = hash(manifest, file);
      return parts.stream()
          .flatMap(part -> part.files().stream())
          .filter(other -> !other.name().equals(file.name()))
          .filter(other -> other.stored().storedHash().equals(hash))
          .findFirst()
          .map(other ->
              new DamagedArtifactException(
                  file.name() + " holds the content of " + other.name() + ": files are swapped",
                  damage))
          .orElse(damage);
    } catch (IOException e) {
      damage.addSuppressed(e);
      return damage;
    }
  }

  private String hash(Manifest manifest, StoredFile file) throws IOException {
    MessageDigest digest = ContentHash.sha256();
    byte[] buffer = new byte[1 << 16];
    Optional<VaultFile> found = catalog.files(manifest.vault(), manifest.id()).open(file.name());
    if (found.isEmpty()) {
      return "";
    }
    try (VaultFile stored = found.get()) {
      InputStream in = stored.content();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
