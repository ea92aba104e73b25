package io.orchestratex.backup.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.backup.vault.FlatVault;
import io.orchestratex.backup.vault.Upload;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultFile;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PackTest {

  private final RepositoryKeys keys = RepositoryKeys.fresh();
  private final Vault vault = new FlatVault("packs");
  private final List<byte[]> plain = new ArrayList<>();
  private String name = "";
  private byte[] pack = new byte[0];
  private List<ChunkEntry> chunks = List.of();

  @BeforeEach
  void write() throws IOException {
    Random random = new Random(5);
    PackWriter writer = new PackWriter(vault, keys, "0123456789abcdef", 1 << 20);
    ChunkCodec codec = new ChunkCodec(keys, 3);
    for (int size : new int[] {1, 100, 5_000}) {
      byte[] chunk = new byte[size];
      random.nextBytes(chunk);
      plain.add(chunk);
      ChunkId id = keys.chunkId(chunk);
      name = writer.add(id, codec.seal(id, chunk), size);
    }
    writer.flush();
    try (VaultFile file = vault.open(Pack.FOLDER + name).orElseThrow()) {
      pack = file.content().readAllBytes();
    }
    chunks = Pack.read(name, new ByteArrayInputStream(pack), pack.length, keys);
  }

  private byte[] opened(byte[] from, ChunkEntry entry) throws GeneralSecurityException {
    return ChunkCodec.open(
        keys,
        entry,
        Arrays.copyOfRange(from, entry.offset(), entry.offset() + entry.storedBytes()));
  }

  @Test
  void whatWasPackedIsRead() throws GeneralSecurityException {
    assertThat(name).startsWith("0123456789abcdef-");
    assertThat(chunks).hasSize(3);
    assertThat(chunks.getFirst().offset()).isEqualTo(Pack.headBytes(3));
    for (int i = 0; i < 3; i++) {
      assertThat(opened(pack, chunks.get(i))).isEqualTo(plain.get(i));
    }
  }

  @Test
  void anyBitThatDiffersIsNoticed() {
    for (int at = 0; at < pack.length; at += at < 500 ? 1 : 37) {
      byte[] changed = pack.clone();
      changed[at] ^= 4;
      if (at < Pack.headBytes(3)) {
        assertThatThrownBy(
                () -> Pack.read(name, new ByteArrayInputStream(changed), changed.length, keys))
            .as("byte %d", at)
            .isInstanceOf(DamagedArtifactException.class)
            .hasMessageContaining(name);
      } else {
        assertThat(chunks.stream().filter(chunk -> !isWhole(changed, chunk)))
            .as("byte %d", at)
            .hasSize(1);
      }
    }
  }

  private boolean isWhole(byte[] from, ChunkEntry entry) {
    try {
      opened(from, entry);
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  @Test
  void aPackOfAnotherNameOrLengthIsNamed() {
    assertThatThrownBy(() -> Pack.read("other", new ByteArrayInputStream(pack), pack.length, keys))
        .isInstanceOf(DamagedArtifactException.class)
        .hasMessageContaining("packs/other is changed, or another pack's file");
    for (int length : new int[] {0, 5, 12, 60, pack.length - 1}) {
      byte[] cut = Arrays.copyOf(pack, length);
      assertThatThrownBy(() -> Pack.read(name, new ByteArrayInputStream(cut), cut.length, keys))
          .as("cut to %d", length)
          .isInstanceOf(DamagedArtifactException.class)
          .hasMessageContaining("is cut");
    }
    assertThatThrownBy(() -> Pack.read(name, new ByteArrayInputStream(pack), pack.length + 3, keys))
        .hasMessageContaining("has 3 extra bytes");
    assertThatThrownBy(
            () -> Pack.read(name, new ByteArrayInputStream(pack, 0, 20), pack.length, keys))
        .as("a read that breaks off says nothing of the file")
        .isInstanceOf(EOFException.class);
  }

  @Test
  void aChunkCannotStandForAnother() {
    ChunkEntry first = chunks.get(1);
    ChunkEntry posing =
        new ChunkEntry(chunks.get(2).id(), first.offset(), first.storedBytes(), first.plainBytes());
    assertThat(isWhole(pack, posing)).isFalse();
  }

  @Test
  void theBytesOfAPackTellNothingOfItsContent() {
    for (ChunkEntry chunk : chunks) {
      assertThat(new String(pack, java.nio.charset.StandardCharsets.ISO_8859_1))
          .doesNotContain(chunk.id().toString());
    }
  }

  /** A store that takes everything and gives other bytes back. */
  @Test
  void aStoreThatKeepsOtherBytesIsFoundOutAtOnce() {
    FlatVault sound = new FlatVault("forgetful");
    Vault forgetful =
        (Vault)
            java.lang.reflect.Proxy.newProxyInstance(
                Vault.class.getClassLoader(),
                new Class<?>[] {Vault.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("create")) {
                    return flipping(sound.create((String) arguments[0]));
                  }
                  return method.invoke(sound, arguments);
                });
    PackWriter writer = new PackWriter(forgetful, keys, "tag", 1 << 20);
    ChunkId id = keys.chunkId(plain.getLast());
    assertThatThrownBy(
            () -> {
              writer.add(
                  id, new ChunkCodec(keys, 1).seal(id, plain.getLast()), plain.getLast().length);
              writer.flush();
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not keep what is written to it");
  }

  private static Upload flipping(Upload upload) {
    return new Upload() {
      @Override
      public java.io.OutputStream content() {
        return new java.io.FilterOutputStream(upload.content()) {
          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            byte[] other = Arrays.copyOfRange(bytes, offset, offset + length);
            other[length - 1] ^= 1;
            out.write(other);
          }
        };
      }

      @Override
      public void commit() throws IOException {
        upload.commit();
      }

      @Override
      public void abort() throws IOException {
        upload.abort();
      }
    };
  }
}
