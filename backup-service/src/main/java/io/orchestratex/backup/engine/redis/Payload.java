package io.orchestratex.backup.engine.redis;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A value as {@code RESTORE} takes it. A large one waits in a file. */
final class Payload extends OutputStream {

  private static final int IN_MEMORY = 4 << 20;

  private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
  private @Nullable Path file;
  private @Nullable OutputStream out;
  private long length;
  private long crc;

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    crc = Crc64.update(crc, bytes, offset, count);
    length += count;
    if (out == null && length > IN_MEMORY) {
      file = Files.createTempFile("ox-redis-", ".value");
      out = Files.newOutputStream(file);
      memory.writeTo(out);
      memory.reset();
    }
    if (out == null) {
      memory.write(bytes, offset, count);
    } else {
      out.write(bytes, offset, count);
    }
  }

  /** Adds what a payload ends with: the version of the format and the checksum. */
  void finish(int rdbVersion) throws IOException {
    write(rdbVersion & 0xff);
    write(rdbVersion >>> 8);
    write(Crc64.littleEndian(crc));
    if (out != null) {
      out.close();
    }
  }

  long length() {
    return length;
  }

  void writeTo(OutputStream target) throws IOException {
    if (file == null) {
      memory.writeTo(target);
    } else {
      Files.copy(file, target);
    }
  }

  @Override
  public void close() throws IOException {
    if (out != null) {
      out.close();
    }
    if (file != null) {
      Files.deleteIfExists(file);
    }
  }
}
