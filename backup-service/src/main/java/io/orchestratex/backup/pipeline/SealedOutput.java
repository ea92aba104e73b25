package io.orchestratex.backup.pipeline;

import com.github.luben.zstd.ZstdOutputStream;
import com.google.crypto.tink.StreamingAead;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;

/**
 * Compresses, encrypts and hashes on the way to a file. That it is closed does not say that the
 * file is whole: only {@link #content()} does.
 */
public final class SealedOutput extends FilterOutputStream {

  private final OutputStream file;
  private final HashingOutput stored;
  private final HashingOutput plain;
  private boolean closed;
  private boolean whole = true;

  private SealedOutput(OutputStream file, HashingOutput stored, HashingOutput plain) {
    super(plain);
    this.file = file;
    this.stored = stored;
    this.plain = plain;
  }

  /**
   * Opens the way to a file.
   *
   * @param context what the file is, such as backup id and name; it can only be read back as that
   */
  static SealedOutput to(OutputStream file, byte[] context, StreamingAead key, int level)
      throws IOException {
    try {
      HashingOutput stored = new HashingOutput(file);
      OutputStream encrypted = key.newEncryptingStream(stored, context);
      HashingOutput plain = new HashingOutput(new ZstdOutputStream(encrypted, level));
      return new SealedOutput(file, stored, plain);
    } catch (GeneralSecurityException e) {
      throw new IOException("the keys do not encrypt", e);
    }
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    try {
      out.write(buffer, offset, length);
    } catch (IOException e) {
      whole = false;
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      try (file) { // What compresses and encrypts leaves it open when its own last write fails.
        super.close();
      } catch (IOException e) {
        whole = false;
        throw e;
      }
    }
  }

  /**
   * What was written; asked once, after {@link #close}.
   *
   * @throws IllegalStateException when not all of it was
   */
  public Content content() {
    if (!closed || !whole) {
      throw new IllegalStateException("the file was not written to its end");
    }
    return new Content(plain.bytes(), plain.hash(), stored.bytes(), stored.hash());
  }
}
