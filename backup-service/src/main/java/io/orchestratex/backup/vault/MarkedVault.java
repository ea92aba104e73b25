package io.orchestratex.backup.vault;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;

/**
 * A vault that is used only while it carries its mark: what was unmounted, or replaced, is neither
 * read nor written to.
 */
final class MarkedVault implements Vault {

  /** How long the mark of a vault counts that nothing else can take the place of. */
  private static final Duration SEEN_FOR = Duration.ofSeconds(30);

  private final String name;
  private final Vault vault;
  private final Check check;
  private volatile long seenAtNanos = System.nanoTime() - SEEN_FOR.toNanos();

  /** Says why a vault cannot be used now. */
  @FunctionalInterface
  interface Check {
    Optional<String> whyNot(String name, Vault vault);
  }

  MarkedVault(String name, Vault vault, Check check) {
    this.name = name;
    this.vault = vault;
    this.check = check;
  }

  /** Why it cannot be used now; empty when it can. */
  Optional<String> whyNot() {
    Optional<String> reason = check.whyNot(name, vault);
    seenAtNanos = System.nanoTime() - (reason.isEmpty() ? 0 : SEEN_FOR.toNanos());
    return reason;
  }

  /** What it looks at. */
  Vault unmarked() {
    return vault;
  }

  private void require() throws VaultAbsentException {
    if (!vault.canBeSwapped() && System.nanoTime() - seenAtNanos < SEEN_FOR.toNanos()) {
      return;
    }
    Optional<String> reason = whyNot();
    if (reason.isPresent()) {
      throw new VaultAbsentException(name, reason.get());
    }
  }

  @Override
  public boolean canBeSwapped() {
    return vault.canBeSwapped();
  }

  @Override
  public String location() {
    return vault.location();
  }

  @Override
  public Upload create(String key) throws IOException {
    require();
    return new MarkedUpload(vault.create(key));
  }

  private final class MarkedUpload implements Upload {
    private final Upload upload;

    MarkedUpload(Upload upload) {
      this.upload = upload;
    }

    @Override
    public OutputStream content() {
      return upload.content();
    }

    @Override
    public void commit() throws IOException {
      require();
      upload.commit();
    }

    @Override
    public void abort() throws IOException {
      upload.abort();
    }
  }

  @Override
  public Optional<VaultFile> open(String key) throws IOException {
    Optional<VaultFile> found = vault.open(key);
    if (found.isEmpty()) {
      require(); // It may be the vault that is missing, not the file.
    }
    return found;
  }

  @Override
  public Listing list(String prefix, String after, int limit) throws IOException {
    require();
    return vault.list(prefix, after, limit);
  }

  @Override
  public void delete(String key) throws IOException {
    require();
    vault.delete(key);
  }

  @Override
  public Listing pending(String prefix, String after, int limit) throws IOException {
    require();
    return vault.pending(prefix, after, limit);
  }

  @Override
  public void discard(String prefix) throws IOException {
    require();
    vault.discard(prefix);
  }

  @Override
  public void requireRoom(long bytes) throws IOException {
    require();
    vault.requireRoom(bytes);
  }
}
