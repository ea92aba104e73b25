package io.orchestratex.backup.vault;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Makes the calls to a vault fail, as a network does. Calls are counted from 1, those to streams
 * and uploads with them, so that a loop over the numbers meets each.
 */
public final class FaultyVault implements Vault {

  private final Vault vault;
  private final Faults faults;
  private final AtomicInteger calls = new AtomicInteger();
  private final List<Effect> late = new ArrayList<>();

  /** What can happen to a call. */
  public enum Fault {
    /** It fails and has no effect. */
    ERROR,
    /** It breaks off: half of what was to be written arrives, what is read ends early. */
    CUT,
    /** It fails, and takes effect when the caller has long gone on. */
    DELAY,
    /** It takes effect, and fails all the same. */
    LOST_REPLY;

    /** Whether it is more than an error for a call: what only asks has no effect to lose. */
    public boolean isItsOwnFor(String what) {
      String method = what.substring(0, what.indexOf(' '));
      boolean changes = Set.of("create", "commit", "abort", "delete", "discard").contains(method);
      return switch (this) {
        case ERROR -> true;
        case CUT -> Set.of("write", "read").contains(method);
        case DELAY -> changes;
        case LOST_REPLY -> changes || method.equals("write");
      };
    }
  }

  /** Says what happens to which call. */
  @FunctionalInterface
  public interface Faults {
    /**
     * The fault of a call; null lets it pass.
     *
     * @param call its number
     * @param what the method, a space, and the key or prefix
     */
    @Nullable Fault at(int call, String what);
  }

  @FunctionalInterface
  private interface Effect {
    void take() throws IOException;
  }

  @FunctionalInterface
  private interface Answer<T> {
    T get() throws IOException;
  }

  public FaultyVault(Vault vault, Faults faults) {
    this.vault = vault;
    this.faults = faults;
  }

  /** How many calls there were. */
  public int calls() {
    return calls.get();
  }

  /** What was delayed takes effect now, as far as it still can. */
  public void arriveLate() {
    for (Effect effect : late) {
      try {
        effect.take();
      } catch (IOException e) {
        // Too late.
      }
    }
    late.clear();
  }

  private @Nullable Fault next(String what) {
    return faults.at(calls.incrementAndGet(), what);
  }

  private void change(String what, Effect effect) throws IOException {
    Fault fault = next(what);
    if (fault == Fault.DELAY) {
      late.add(effect);
    }
    if (fault == null || fault == Fault.LOST_REPLY) {
      effect.take();
    }
    if (fault != null) {
      throw new IOException(what + ": injected " + fault);
    }
  }

  private <T> T ask(String what, Answer<T> answer) throws IOException {
    Fault fault = next(what);
    if (fault != null && fault != Fault.DELAY) {
      throw new IOException(what + ": injected " + fault);
    }
    return answer.get();
  }

  @Override
  public String location() {
    return vault.location();
  }

  @Override
  public Upload create(String key) throws IOException {
    String what = "create " + key;
    Fault fault = next(what);
    if (fault == Fault.DELAY) {
      late.add(() -> vault.create(key));
    }
    if (fault == Fault.LOST_REPLY) {
      vault.create(key);
    }
    if (fault != null) {
      throw new IOException(what + ": injected " + fault);
    }
    return new FaultyUpload(key, vault.create(key));
  }

  private final class FaultyUpload implements Upload {
    private final String key;
    private final Upload upload;
    private final OutputStream content;
    private boolean broken;

    FaultyUpload(String key, Upload upload) {
      this.key = key;
      this.upload = upload;
      content =
          new OutputStream() {
            @Override
            public void write(int value) throws IOException {
              write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
              transfer("write " + key, buffer, offset, length);
            }

            @Override
            public void close() throws IOException {
              Fault fault = next("end " + key);
              upload.content().close();
              if (fault != null) {
                broken = true;
                throw new IOException("end " + key + ": injected " + fault);
              }
            }
          };
    }

    private void transfer(String what, byte[] buffer, int offset, int length) throws IOException {
      Fault fault = next(what);
      int arrives =
          switch (fault) {
            case null -> length;
            case ERROR, DELAY -> 0;
            case CUT -> length / 2;
            case LOST_REPLY -> length;
          };
      upload.content().write(buffer, offset, arrives);
      if (fault != null) {
        broken = true;
        throw new IOException(what + ": injected " + fault);
      }
    }

    @Override
    public OutputStream content() {
      return content;
    }

    @Override
    public void commit() throws IOException {
      if (broken) {
        throw new IOException("not all of " + key + " was written");
      }
      change("commit " + key, upload::commit);
    }

    @Override
    public void abort() throws IOException {
      change("abort " + key, upload::abort);
    }
  }

  @Override
  public Optional<VaultFile> open(String key) throws IOException {
    return ask(
        "open " + key,
        () ->
            vault
                .open(key)
                .map(file -> new VaultFile(file.bytes(), new FaultyInput(key, file.content()))));
  }

  private final class FaultyInput extends FilterInputStream {
    private final String key;
    private boolean cut;

    FaultyInput(String key, InputStream in) {
      super(in);
      this.key = key;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      String what = "read " + key;
      Fault fault = cut ? Fault.CUT : next(what);
      if (fault == Fault.CUT) {
        cut = true;
        return -1;
      }
      if (fault == Fault.ERROR || fault == Fault.LOST_REPLY) {
        throw new IOException(what + ": injected " + fault);
      }
      return in.read(buffer, offset, length);
    }
  }

  @Override
  public Listing list(String prefix, String after, int limit) throws IOException {
    return ask("list " + prefix, () -> vault.list(prefix, after, limit));
  }

  @Override
  public Listing pending(String prefix, String after, int limit) throws IOException {
    return ask("pending " + prefix, () -> vault.pending(prefix, after, limit));
  }

  @Override
  public void delete(String key) throws IOException {
    change("delete " + key, () -> vault.delete(key));
  }

  @Override
  public void discard(String prefix) throws IOException {
    change("discard " + prefix, () -> vault.discard(prefix));
  }

  @Override
  public void requireRoom(long bytes) throws IOException {
    ask(
        "requireRoom " + bytes,
        () -> {
          vault.requireRoom(bytes);
          return true;
        });
  }
}
