package io.orchestratex.backup.vault.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.client.http.ByteArrayContent;
import com.google.api.services.storage.model.Objects;
import com.google.api.services.storage.model.StorageObject;
import io.orchestratex.backup.vault.ObjectStoreVaultContract;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultFile;
import io.orchestratex.backup.vault.VaultLockedException;
import io.orchestratex.backup.vault.VaultProperties;
import io.orchestratex.backup.vault.s3.S3Gate;
import io.orchestratex.backup.vault.s3.S3Gate.Broken;
import io.orchestratex.backup.vault.s3.S3Gate.Refused;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GcsVaultTest extends ObjectStoreVaultContract {

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static GcsServer server;
  private static S3Gate gate;
  private static String bucket;
  private static String key;

  @BeforeAll
  static void start() {
    server = GcsServer.shared();
    gate = new S3Gate(server.address());
    bucket = server.bucket("contract");
    key = server.key(GcsServer.ADMIN);
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  /** All of them in one bucket, each below a prefix of its own. */
  @Override
  protected Vault emptyVault() {
    return vault(server.address(), Map.of());
  }

  private static GcsVault vault(URI endpoint, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("endpoint", endpoint.toString());
    settings.put("bucket", bucket);
    settings.put("prefix", "v" + NUMBER.incrementAndGet());
    settings.put("credentials", key);
    settings.putAll(more);
    return new GcsVault(
        GcsVaultSettings.of(
            new VaultProperties("test", "orchestratex.backup.vaults.test.", settings)),
        InstantSource.system());
  }

  @Override
  protected S3Gate gate() {
    return gate;
  }

  @Override
  protected Vault behindGate(Map<String, String> settings) {
    return vault(gate.address(), settings);
  }

  @Override
  protected Vault shared() {
    return vault(server.address(), Map.of("prefix", "shared"));
  }

  @Override
  protected void putOfOthers(String name) throws IOException {
    server
        .client()
        .objects()
        .insert(
            bucket,
            new StorageObject().setName(name),
            new ByteArrayContent("text/plain", new byte[] {1}))
        .execute();
  }

  @Override
  protected boolean isCommit(S3Gate.Seen request) {
    return request.path().endsWith("/compose");
  }

  @Override
  protected S3Gate.Refused overloaded() {
    return new Refused(503, "backendError", "Backend Error");
  }

  @Override
  protected int faultsAtEvery() {
    return faultsTakeTurns() ? 9 : 1;
  }

  private static boolean isPart(S3Gate.Seen request) {
    return request.is("POST", "uploadType=multipart");
  }

  /** More parts than the store puts together at once, some of them sent twice. */
  @Test
  void aLargeFileGoesInPartsThatAreSentAgainByThemselves() throws IOException {
    byte[] content = bytes(35 << 20);
    AtomicInteger sent = new AtomicInteger();
    gate.rule(request ->
        isPart(request)
            ? switch (sent.incrementAndGet()) {
              case 2, 4 -> Broken.REPLY_LOST;
              case 6, 7 -> Broken.REQUEST;
              case 8 -> new Refused(503, "backendError", "Backend Error");
              default -> null;
            }
            : null);
    gate.reset();
    Vault vault = vault(gate.address(), Map.of("part-bytes", "1MiB"));

    store(vault, "one/large", content);

    assertThat(read(vault, "one/large")).isEqualTo(content);
    assertThat(gate.received()).as("little is sent twice").isLessThan(content.length * 12L / 10);
    assertThat(gate.seen().stream().filter(request -> request.path().endsWith("/compose")))
        .as("two groups of parts, and the file of them")
        .hasSize(3);
    assertThat(vault.pending("", "", 10).keys()).isEmpty();
    Objects parts =
        server.client().objects().list(bucket).setPrefix("v" + NUMBER.get() + "/~").execute();
    assertThat(parts.getItems()).as("no part is left").isNull();
  }

  @Test
  void anAnswerThatAlwaysBreaksEndsWithAnError() throws IOException {
    Vault vault = vault(gate.address(), Map.of("attempts", "3"));
    store(vault, "one/a", bytes(1_000));
    gate.rule(request -> request.method().equals("GET") ? Broken.ANSWER : null);
    try (VaultFile file = vault.open("one/a").orElseThrow()) {
      assertThatThrownBy(() -> file.content().readAllBytes())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("it broke off after");
    }
  }

  @Test
  void aFileIsLockedFromItsCommitOnAndStays() throws IOException {
    Vault vault =
        vault(server.address(), Map.of("object-lock-mode", "unlocked", "object-lock-days", "3"));
    store(vault, "one/a", bytes(1));
    store(vault, "vault/mark.json", bytes(1)); // Marks and probes are never locked.
    StorageObject found =
        server.client().objects().get(bucket, "v" + NUMBER.get() + "/one/a").execute();
    assertThat(found.getRetention().getMode()).isEqualTo("Unlocked");
    assertThat(Instant.ofEpochMilli(found.getRetention().getRetainUntilTime().getValue()))
        .isBetween(
            Instant.now().plus(Duration.ofDays(3)).minusSeconds(60),
            Instant.now().plus(Duration.ofDays(3)));

    assertThatThrownBy(() -> vault.delete("one/a"))
        .isInstanceOf(VaultLockedException.class)
        .hasMessageContaining("one/a is locked in the bucket " + bucket + " until 20");

    assertThat(vault.open("one/a")).isPresent();
    vault.delete("vault/mark.json");
    assertThat(vault.list("", "", 10).keys()).containsExactly("one/a");
  }
}
