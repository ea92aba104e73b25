package io.orchestratex.backup.vault;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A vault to which all files together take at most so many bytes per second, and as many from it.
 * What a vault sends a second time after a fault is not counted.
 */
final class LimitedVault implements Vault {

  private final Vault vault;
  private final Pace outgoing;
  private final Pace incoming;

  LimitedVault(Vault vault, long bytesPerSecond, LongSupplier nanos) {
    this.vault = vault;
    this.outgoing = new Pace(bytesPerSecond, nanos);
    this.incoming = new Pace(bytesPerSecond, nanos);
  }

  @Override
  public String location() {
    return vault.location();
  }

  @Override
  public boolean canBeSwapped() {
    return vault.canBeSwapped();
  }

  @Override
  public Upload create(String key) throws IOException {
    return new LimitedUpload(vault.create(key));
  }

  private final class LimitedUpload implements Upload {
    private final Upload upload;
    private final OutputStream content;

    LimitedUpload(Upload upload) {
      this.upload = upload;
      this.content = new LimitedOutput(upload.content());
    }

    @Override
    public OutputStream content() {
      return content;
    }

    @Override
    public void commit() throws IOException {
      upload.commit();
    }

    @Override
    public void abort() throws IOException {
      upload.abort();
    }
  }

  private final class LimitedOutput extends OutputStream {
    private final OutputStream content;

    LimitedOutput(OutputStream content) {
      this.content = content;
    }

    @Override
    public void write(int value) throws IOException {
      outgoing.await(1);
      content.write(value);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      int written = 0;
      while (written < length) {
        int next = Math.min(length - written, outgoing.slice());
        outgoing.await(next);
        content.write(buffer, offset + written, next);
        written += next;
      }
    }

    @Override
    public void flush() throws IOException {
      content.flush();
    }

    @Override
    public void close() throws IOException {
      content.close();
    }
  }

  @Override
  public Optional<VaultFile> open(String key) throws IOException {
    return vault
        .open(key)
        .map(file -> new VaultFile(file.bytes(), new LimitedInput(file.content())));
  }

  private final class LimitedInput extends FilterInputStream {

    LimitedInput(InputStream content) {
      super(content);
    }

    @Override
    public int read() throws IOException {
      incoming.await(1);
      return super.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, Math.min(length, incoming.slice()));
      incoming.await(Math.max(0, read));
      return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
      long skipped = super.skip(Math.min(bytes, incoming.slice()));
      incoming.await(skipped);
      return skipped;
    }
  }

  @Override
  public Listing list(String prefix, String after, int limit) throws IOException {
    return vault.list(prefix, after, limit);
  }

  @Override
  public void delete(String key) throws IOException {
    vault.delete(key);
  }

  @Override
  public Listing pending(String prefix, String after, int limit) throws IOException {
    return vault.pending(prefix, after, limit);
  }

  @Override
  public void discard(String prefix) throws IOException {
    vault.discard(prefix);
  }

  @Override
  public void requireRoom(long bytes) throws IOException {
    vault.requireRoom(bytes);
  }
}
