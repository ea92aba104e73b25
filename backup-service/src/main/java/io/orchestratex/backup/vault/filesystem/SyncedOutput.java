package io.orchestratex.backup.vault.filesystem;

import io.orchestratex.backup.vault.VaultFullException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes to a file within an allowance and syncs it at the end. */
final class SyncedOutput extends OutputStream {

  private final FileChannel channel;
  private long allowance;

  SyncedOutput(FileChannel channel, long allowance) {
    this.channel = channel;
    this.allowance = allowance;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    allowance -= length;
    if (allowance < 0) {
      throw new VaultFullException(
          "no space left in the vault: its limit or the disk's reserve is reached", null);
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(buffer, offset, length);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw FilesystemVault.explained(e);
    }
  }

  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      try (channel) {
        channel.force(true);
      } catch (IOException e) {
        throw FilesystemVault.explained(e);
      }
    }
  }
}
