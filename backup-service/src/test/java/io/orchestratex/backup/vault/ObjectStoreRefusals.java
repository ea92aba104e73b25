package io.orchestratex.backup.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a person reads of every object store that does not answer, and a step of each kind. */
public abstract class ObjectStoreRefusals {

  /** Where the settings of the vault are. */
  protected static final String WHERE = "orchestratex.backup.vaults.offsite.";

  /** A vault of the settings {@link #WHERE}, in a store at an address. */
  protected abstract Vault vaultAt(URI endpoint);

  protected static void store(Vault vault, String key) throws IOException {
    try (Upload upload = vault.create(key)) {
      upload.content().write(1);
      upload.commit();
    }
  }

  /** All that a vault does, a step of each kind. */
  protected static void everything(Vault vault) throws IOException {
    vault.list("", "", 10);
    vault.pending("", "", 10);
    store(vault, "one/a");
    vault.open("one/a").orElseThrow().close();
    vault.create("one/b").abort();
    vault.delete("one/a");
  }

  @Test
  void aStoreThatDoesNotAnswerIsNamedWithItsAddress() {
    assertThatThrownBy(() -> vaultAt(URI.create("http://127.0.0.1:1")).list("", "", 1))
        .hasMessageContaining("http://127.0.0.1:1 does not answer: ")
        .hasMessageContaining("refused");
    assertThatThrownBy(() -> vaultAt(URI.create("http://no-such-host.invalid")).list("", "", 1))
        .hasMessageContaining("the address of http://no-such-host.invalid is not known")
        .hasMessageContaining("Set " + WHERE + "endpoint.");
  }

  /** A page waits for the mark; it must not wait for all tries. */
  @Test
  void aStoreThatIsSilentIsNotWaitedForLong() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Vault vault = vaultAt(URI.create("http://127.0.0.1:" + silent.getLocalPort()));
      long begin = System.nanoTime();
      assertThatThrownBy(() -> vault.open("vault/mark.json"))
          .hasMessageContaining("127.0.0.1:" + silent.getLocalPort() + " does not answer in time.");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
    }
  }
}
