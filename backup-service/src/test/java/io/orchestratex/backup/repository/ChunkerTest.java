package io.orchestratex.backup.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChunkerTest {

  private static final int SIZE = 12 << 20;

  private final RepositoryKeys keys = RepositoryKeys.fresh();
  private final long[] gear = keys.gear();

  private static byte[] random(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private List<byte[]> chunks(byte[] stream, int pieces) throws IOException {
    List<byte[]> chunks = new ArrayList<>();
    Chunker chunker = new Chunker(gear);
    for (int at = 0; at < stream.length; at += pieces) {
      chunker.write(stream, at, Math.min(pieces, stream.length - at), chunks::add);
    }
    chunker.finish(chunks::add);
    return chunks;
  }

  private Set<ChunkId> ids(List<byte[]> chunks) {
    Set<ChunkId> ids = new HashSet<>();
    chunks.forEach(chunk -> ids.add(keys.chunkId(chunk)));
    return ids;
  }

  @Test
  void theChunksAreTheStreamAndOfTheSizesThatAreSaid() throws IOException {
    byte[] stream = random(SIZE, 1);
    List<byte[]> chunks = chunks(stream, 8_192);

    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] chunk : chunks) {
      whole.write(chunk);
    }
    assertThat(whole.toByteArray()).isEqualTo(stream);
    assertThat(chunks.subList(0, chunks.size() - 1))
        .allMatch(chunk -> chunk.length >= Chunker.MIN && chunk.length <= Chunker.MAX);
    assertThat(SIZE / chunks.size()).as("mean").isBetween(160 << 10, 400 << 10);
  }

  @Test
  void howAStreamArrivesDoesNotMatter() throws IOException {
    byte[] stream = random(4 << 20, 2);
    Set<ChunkId> expected = ids(chunks(stream, stream.length));
    for (int pieces : new int[] {1_000, 65_536, 65_537, 3 << 20}) {
      assertThat(ids(chunks(stream, pieces))).as("%d bytes a time", pieces).isEqualTo(expected);
    }
  }

  @Test
  void anInsertChangesTheChunksAroundItOnly() throws IOException {
    byte[] stream = random(SIZE, 3);
    List<byte[]> before = chunks(stream, 8_192);
    for (int at : new int[] {0, 1, SIZE / 2, SIZE - 10}) {
      byte[] changed = new byte[SIZE + 7];
      System.arraycopy(stream, 0, changed, 0, at);
      System.arraycopy(stream, at, changed, at + 7, SIZE - at);
      Set<ChunkId> after = ids(chunks(changed, 8_192));
      after.removeAll(ids(before));
      assertThat(after).as("new chunks after an insert at %d", at).hasSizeBetween(1, 4);
    }
  }

  @Test
  void aStreamOfOneByteIsCutTheSameEverywhere() throws IOException {
    List<byte[]> chunks = chunks(new byte[5 << 20], 10_000);
    assertThat(ids(chunks)).as("all alike, but the last").hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void anotherRepositoryCutsElsewhere() throws IOException {
    byte[] stream = random(4 << 20, 4);
    List<Integer> here = chunks(stream, 8_192).stream().map(chunk -> chunk.length).toList();
    List<byte[]> there = new ArrayList<>();
    Chunker other = new Chunker(RepositoryKeys.fresh().gear());
    other.write(stream, 0, stream.length, there::add);
    other.finish(there::add);
    assertThat(there.stream().map(chunk -> chunk.length).toList()).isNotEqualTo(here);
  }
}
