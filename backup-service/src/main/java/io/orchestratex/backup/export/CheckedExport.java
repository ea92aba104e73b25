package io.orchestratex.backup.export;

import io.orchestratex.backup.pipeline.ArtifactInput;
import java.io.IOException;
import java.io.InputStream;

/**
 * Hands a file out while it is checked. One block is kept back, so that the last one leaves only
 * when all of the file was found to be what its manifest says: a reader of a file that is not gets
 * fewer bytes than were announced, and an error. A file of one block is checked before any of it
 * leaves. Holds two blocks, whatever the size of the file. For one thread.
 */
final class CheckedExport extends InputStream {

  private static final int BLOCK = 1 << 18;

  private final ArtifactInput file;
  private byte[] block;
  private byte[] kept;
  private int position;

  /**
   * Reads the first block.
   *
   * @throws io.orchestratex.backup.pipeline.DamagedArtifactException when that is damaged
   */
  CheckedExport(ArtifactInput file) throws IOException {
    this.file = file;
    try {
      block = next();
      kept = block.length == 0 ? block : next();
    } catch (IOException e) {
      try (file) {
        throw e;
      }
    }
  }

  private byte[] next() throws IOException {
    byte[] read = file.readNBytes(BLOCK);
    if (read.length == 0) {
      file.finish();
    }
    return read;
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
    if (position == block.length && kept.length > 0) {
      block = kept;
      position = 0;
      kept = next();
    }
    int count = Math.min(length, block.length - position);
    if (count == 0) {
      return -1;
    }
    System.arraycopy(block, position, buffer, offset, count);
    position += count;
    return count;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
