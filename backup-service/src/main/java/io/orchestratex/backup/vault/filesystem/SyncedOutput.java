package io.orchestratex.backup.vault.filesystem;

import io.orchestratex.backup.vault.VaultFullException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** Writes to a file within an allowance, syncs it at the end, and remembers what failed. */
final class SyncedOutput extends OutputStream {

  private final FileChannel channel;
  private final Room room;
  private @Nullable IOException failure;

  SyncedOutput(FileChannel channel, Room room) {
    this.channel = channel;
    this.room = room;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    if (!room.take(length)) {
      throw failed(
          new VaultFullException(
              "no space left in the vault: its limit or the disk's reserve is reached", null));
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(buffer, offset, length);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw failed(FilesystemVault.explained(e));
    }
  }

  private IOException failed(IOException e) {
    failure = e;
    return e;
  }

  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      try (channel) {
        channel.force(true);
      } catch (IOException e) {
        throw failed(FilesystemVault.explained(e));
      }
    }
  }

  /** Ends writing without keeping anything. */
  void drop() throws IOException {
    channel.close();
  }

  /** Fails when anything has failed before. */
  void requireWhole() throws IOException {
    if (failure instanceof VaultFullException full) {
      throw new VaultFullException(String.valueOf(full.getMessage()), full);
    }
    if (failure != null) {
      throw new IOException("not all of the file was written: " + failure.getMessage(), failure);
    }
  }
}
