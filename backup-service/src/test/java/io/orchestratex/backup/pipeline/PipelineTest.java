package io.orchestratex.backup.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineTest {

  @TempDir Path folder;
  private final byte[] plain = new byte[3 << 20];
  private KeyRing keys;
  private Pipeline pipeline;
  private byte[] stored;
  private Content content;

  @BeforeEach
  void write() throws IOException {
    new Random(7).nextBytes(plain);
    keys = new KeyRing(folder.resolve("key"));
    pipeline = new Pipeline(new PipelineSettings(3));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    SealedOutput output =
        pipeline.writing(file, keys.primary().artifacts(), "20010101_000001", "a");
    output.write(plain);
    output.close();
    content = output.content();
    stored = file.toByteArray();
  }

  /** A file on a disk that gives up after so many bytes. */
  private static InputStream failing(byte[] bytes, int after) {
    return new InputStream() {
      private int read;

      @Override
      public int read() throws IOException {
        if (read == after) {
          throw new IOException("Input/output error");
        }
        return bytes[read++] & 0xff;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        if (read == after) {
          throw new IOException("Input/output error");
        }
        int part = Math.min(length, after - read);
        System.arraycopy(bytes, read, buffer, offset, part);
        read += part;
        return part;
      }
    };
  }

  @Test
  void whatWasWrittenIsRead() throws IOException {
    try (ArtifactInput input = reading(new ByteArrayInputStream(stored))) {
      assertThat(input.readAllBytes()).isEqualTo(plain);
      input.finish();
    }
  }

  @Test
  void aDiskThatFailsIsNotTakenForADamagedFile() {
    for (int after : new int[] {0, 10, 1 << 20, (2 << 20) + 5, stored.length - 1}) {
      assertThatThrownBy(
              () -> {
                try (ArtifactInput input = reading(failing(stored, after))) {
                  input.finish();
                }
              })
          .as("after %d bytes", after)
          .isInstanceOf(VaultUnreadableException.class)
          .hasMessageContaining("the vault could not be read: a after byte")
          .hasMessageContaining("Input/output error")
          .hasMessageNotContaining("authentication");
    }
  }

  @Test
  void aChangedFileIsDamagedAndItsSegmentNamed() {
    for (int segment = 0; segment < 3; segment++) {
      byte[] changed = stored.clone();
      changed[(segment << 20) + 100] ^= 1;
      assertThatThrownBy(() -> reading(new ByteArrayInputStream(changed)).finish())
          .isInstanceOf(DamagedArtifactException.class)
          .hasMessageContaining("a is changed: segment " + segment + " ");
    }
  }

  @Test
  void anotherKeyIsDamage() {
    KeyRing wrong = new KeyRing(folder.resolve("other"));
    Pipeline other = new Pipeline(new PipelineSettings(3));
    assertThatThrownBy(() ->
            other
                .reading(
                    new ByteArrayInputStream(stored),
                    wrong.primary().artifacts(),
                    "20010101_000001",
                    "a",
                    content)
                .finish())
        .isInstanceOf(DamagedArtifactException.class)
        .hasMessageContaining("fails its authentication");
  }

  @Test
  void aKeyThatWasReplacedStillReads() throws IOException {
    KeyRing rotated = new KeyRing(folder.resolve("new"), List.of(folder.resolve("key")));
    Pipeline after = new Pipeline(new PipelineSettings(3));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    SealedOutput output =
        after.writing(file, rotated.primary().artifacts(), "20010101_000001", "b");
    output.write(plain);
    output.close();

    assertThat(rotated.ids()).hasSize(2).first().isEqualTo(rotated.primary().id());
    try (ArtifactInput old =
            after.reading(
                new ByteArrayInputStream(stored),
                rotated.find(keys.primary().id()).orElseThrow().artifacts(),
                "20010101_000001",
                "a",
                content);
        ArtifactInput now =
            after.reading(
                new ByteArrayInputStream(file.toByteArray()),
                rotated.primary().artifacts(),
                "20010101_000001",
                "b",
                output.content())) {
      assertThat(old.readAllBytes()).isEqualTo(plain);
      assertThat(now.readAllBytes()).isEqualTo(plain);
    }
  }

  /** A file on a disk with room for so many bytes. */
  private static final class Full extends OutputStream {
    private int room;
    private boolean closed;

    Full(int room) {
      this.room = room;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      room -= length;
      if (room < 0) {
        throw new IOException("No space left on device");
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void aFileThatFindsNoRoomIsClosedAllTheSame() throws IOException {
    for (int room : new int[] {1_000, 1 << 20, (2 << 20) + 5, stored.length - 1}) {
      Full file = new Full(room);
      SealedOutput output =
          pipeline.writing(file, keys.primary().artifacts(), "20010101_000001", "a");
      assertThatThrownBy(
              () -> {
                try (output) {
                  output.write(plain);
                }
              })
          .as("room for %d bytes", room)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No space left");
      assertThat(file.closed).as("closed, with room for %d bytes", room).isTrue();
    }
  }

  private ArtifactInput reading(InputStream file) throws IOException {
    return pipeline.reading(file, keys.primary().artifacts(), "20010101_000001", "a", content);
  }
}
