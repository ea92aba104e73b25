package io.orchestratex.backup.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MarkedVaultTest {

  private final AtomicInteger looks = new AtomicInteger();
  private Optional<String> reason = Optional.empty();

  private MarkedVault marked(Vault vault) {
    return new MarkedVault(
        "test",
        vault,
        (_, _) -> {
          looks.incrementAndGet();
          return reason;
        });
  }

  /** A limit does not change what a vault is. */
  private static Vault bucket() {
    return new LimitedVault(new Bucket(), 1L << 30, System::nanoTime);
  }

  private static void backup(Vault vault) throws IOException {
    try (Upload upload = vault.create("one/a")) {
      upload.commit();
    }
    vault.delete("one/a");
  }

  @Test
  void aPlaceThatMayChangeIsLookedAtBeforeEachCall() throws IOException {
    MarkedVault vault = marked(new FlatVault("test"));
    backup(vault);
    assertThat(looks.get()).isEqualTo(3);
    reason = Optional.of("its mark is missing");
    assertThatThrownBy(() -> vault.create("one/a")).isInstanceOf(VaultAbsentException.class);
  }

  @Test
  void aBucketIsLookedAtOnceForManyCalls() throws IOException {
    MarkedVault vault = marked(bucket());
    backup(vault);
    backup(vault);
    assertThat(looks.get()).isEqualTo(1);
  }

  /** What a look by others has found counts at once, and a bad answer is never kept. */
  @Test
  void aBucketThatCannotBeUsedIsLookedAtAgain() throws IOException {
    MarkedVault vault = marked(bucket());
    backup(vault);
    reason = Optional.of("its mark is missing");
    assertThat(vault.whyNot()).isPresent();
    assertThatThrownBy(() -> vault.create("one/a")).isInstanceOf(VaultAbsentException.class);
    reason = Optional.empty();
    backup(vault);
  }

  /** A vault in whose place nothing else can be from one call to the next. */
  private static final class Bucket implements Vault {
    private final FlatVault vault = new FlatVault("bucket");

    @Override
    public boolean canBeSwapped() {
      return false;
    }

    @Override
    public String location() {
      return vault.location();
    }

    @Override
    public Upload create(String key) {
      return vault.create(key);
    }

    @Override
    public Optional<VaultFile> open(String key) {
      return vault.open(key);
    }

    @Override
    public Listing list(String prefix, String after, int limit) {
      return vault.list(prefix, after, limit);
    }

    @Override
    public void delete(String key) {
      vault.delete(key);
    }

    @Override
    public Listing pending(String prefix, String after, int limit) {
      return vault.pending(prefix, after, limit);
    }

    @Override
    public void discard(String prefix) {
      vault.discard(prefix);
    }
  }
}
