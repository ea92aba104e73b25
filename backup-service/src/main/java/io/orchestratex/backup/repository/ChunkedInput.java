package io.orchestratex.backup.repository;

import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.pipeline.ArtifactInput;
import io.orchestratex.backup.pipeline.Content;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.backup.pipeline.VaultUnreadableException;
import io.orchestratex.backup.repository.ChunkIndex.Place;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts a file together from its chunks, each of which was found genuine before it is handed out.
 */
final class ChunkedInput extends ArtifactInput {

  /** So many packs are tried for a chunk. */
  private static final int MOST_COPIES = 8;

  private final String name;
  private final Repository repository;
  private final ArtifactInput sealedList;
  private final ChunkList.Reader list;
  private final Content expected;
  private final PackReader packs;
  private final MessageDigest digest = ContentHash.sha256();
  private byte[] chunk = new byte[0];
  private int position;
  private long bytes;
  private long number;
  private boolean searched;
  private boolean ended;

  /**
   * @param sealedList the list of its chunks
   * @param expected what the file holds
   */
  ChunkedInput(String name, Repository repository, ArtifactInput sealedList, Content expected) {
    this.name = name;
    this.repository = repository;
    this.sealedList = sealedList;
    this.expected = expected;
    list = new ChunkList.Reader(sealedList);
    packs = new PackReader(repository.vault(), repository.keys());
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position == chunk.length && !next()) {
      return -1;
    }
    int count = Math.min(length, chunk.length - position);
    System.arraycopy(chunk, position, buffer, offset, count);
    position += count;
    return count;
  }

  /** Gets the next chunk; false at the end, when all was found to be as expected. */
  private boolean next() throws IOException {
    if (ended) {
      return false;
    }
    ChunkList.Item item = list.next();
    if (item == null) {
      sealedList.finish();
      if (bytes != expected.plainBytes()
          || !HexFormat.of().formatHex(digest.digest()).equals(expected.plainHash())) {
        throw new DamagedArtifactException(name + " holds other content than its manifest says");
      }
      ended = true;
      return false;
    }
    chunk = fetched(item);
    position = 0;
    digest.update(chunk);
    bytes += chunk.length;
    number++;
    return true;
  }

  private byte[] fetched(ChunkList.Item item) throws IOException {
    @Nullable String tried = null;
    String reason = "";
    for (int tries = 0; ; tries++) {
      Place place = place(item);
      if (place == null || place.pack().name.equals(tried) || tries == MOST_COPIES) {
        throw new DamagedArtifactException(
            "%s cannot be read: chunk %d (bytes %d to %d): %s"
                .formatted(
                    name,
                    number,
                    bytes,
                    bytes + item.plainBytes() - 1,
                    reason.isEmpty() ? repository.whyNot(item.pack()) : reason));
      }
      tried = place.pack().name;
      try {
        Optional<byte[]> sealed = packs.read(tried, place.entry());
        if (sealed.isPresent()) {
          return ChunkCodec.open(repository.keys(), place.entry(), sealed.get());
        }
        reason = Pack.FOLDER + tried + " is missing";
        repository.forget(tried);
      } catch (GeneralSecurityException e) {
        reason = Pack.FOLDER + tried + " is changed: the chunk fails its authentication";
        repository.distrust(tried);
      } catch (DamagedArtifactException e) {
        reason = String.valueOf(e.getMessage());
        repository.distrust(tried);
      } catch (IOException e) {
        throw new VaultUnreadableException(name, bytes, e);
      }
    }
  }

  private @Nullable Place place(ChunkList.Item item) throws IOException {
    try {
      Place found = repository.find(item.id(), item.pack(), !searched);
      searched |= found == null;
      return found;
    } catch (IOException e) {
      throw new VaultUnreadableException(name, bytes, e);
    }
  }

  @Override
  public void finish() throws IOException {
    while (next()) {
      // Only what the digest sees matters.
    }
  }

  @Override
  public void close() throws IOException {
    try (sealedList) {
      packs.close();
    }
  }
}
