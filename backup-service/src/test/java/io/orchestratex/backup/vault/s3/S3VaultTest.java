package io.orchestratex.backup.vault.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.backup.vault.Listing;
import io.orchestratex.backup.vault.PartOutput;
import io.orchestratex.backup.vault.Upload;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultContract;
import io.orchestratex.backup.vault.VaultFile;
import io.orchestratex.backup.vault.VaultProperties;
import io.orchestratex.local.LongRunning;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

@LongRunning("each fault at each call of a whole backup, each call being requests over HTTP")
class S3VaultTest extends VaultContract {

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final List<S3Vault> OPEN = new ArrayList<>();
  private static S3Server server;
  private static S3Gate gate;
  private static String bucket;

  @BeforeAll
  static void start() {
    server = S3Server.shared();
    gate = new S3Gate(server.address());
    bucket = server.bucket("contract");
  }

  @AfterAll
  static void stop() {
    OPEN.forEach(S3Vault::close);
    gate.close();
  }

  /** All of them in one bucket, each below a prefix of its own. */
  @Override
  protected Vault emptyVault() {
    return vault(server.address(), Map.of());
  }

  private static S3Vault vault(URI endpoint, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("endpoint", endpoint.toString());
    settings.put("bucket", bucket);
    settings.put("prefix", "v" + NUMBER.incrementAndGet());
    settings.put("access-key", S3Server.ACCESS_KEY);
    settings.put("secret-key", S3Server.SECRET_KEY);
    settings.putAll(more);
    S3Vault vault =
        new S3Vault(
            S3VaultSettings.of(
                new VaultProperties("test", "orchestratex.backup.vaults.test.", settings)),
            InstantSource.system());
    OPEN.add(vault);
    return vault;
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static void store(Vault vault, String key, byte[] content) throws IOException {
    try (Upload upload = vault.create(key)) {
      upload.content().write(content);
      upload.commit();
    }
  }

  private static byte[] read(Vault vault, String key) throws IOException {
    try (VaultFile file = vault.open(key).orElseThrow()) {
      return file.content().readAllBytes();
    }
  }

  @Test
  void aLargeFileGoesInPartsThatAreSentAgainByThemselves() throws IOException {
    byte[] content = bytes(17 << 20);
    AtomicInteger parts = new AtomicInteger();
    gate.rule(request -> {
      boolean second = request.is("PUT", "partNumber=2") && parts.getAndIncrement() < 2;
      return second ? S3Gate.Broken.REQUEST : null;
    });
    gate.reset();
    Vault vault = vault(gate.address(), Map.of("part-bytes", "5MiB"));

    store(vault, "one/large", content);

    gate.rule(_ -> null);
    assertThat(read(vault, "one/large")).isEqualTo(content);
    assertThat(gate.seen().stream().filter(request -> request.is("PUT", "partNumber=")))
        .as("four parts, one of them three times")
        .hasSize(6);
    assertThat(gate.seen().stream().filter(request -> request.is("PUT", "partNumber=")))
        .allSatisfy(request -> assertThat(request.headers().getFirst("Content-MD5")).isNotNull());
  }

  @Test
  void readingGoesOnWhereTheConnectionBroke() throws IOException {
    byte[] content = bytes(6 << 20);
    Vault vault = vault(gate.address(), Map.of());
    store(vault, "one/large", content);
    AtomicInteger reads = new AtomicInteger();
    gate.rule(request ->
        request.method().equals("GET") && reads.getAndIncrement() < 3
            ? S3Gate.Broken.ANSWER
            : null);
    gate.reset();

    assertThat(read(vault, "one/large")).isEqualTo(content);

    gate.rule(_ -> null);
    assertThat(gate.sent()).as("nothing is fetched twice").isLessThan(content.length * 11L / 10);
  }

  @Test
  void aConnectionThatAlwaysBreaksEndsWithAnError() throws IOException {
    Vault vault = vault(gate.address(), Map.of("attempts", "3"));
    store(vault, "one/a", bytes(1_000));
    try (VaultFile file = vault.open("one/a").orElseThrow()) {
      gate.rule(_ -> new S3Gate.Refused(503, "SlowDown", "Reduce your request rate."));
      assertThatThrownBy(() -> store(vault, "one/b", bytes(1_000)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the store is overloaded (SlowDown) after 3 tries");
      gate.rule(_ -> null);
      assertThat(file.content().readAllBytes()).hasSize(1_000);
    }
  }

  /** The first try takes effect, its reply is lost, and the second one is refused. */
  @Test
  void aCommitWhoseReplyIsLostIsRecognisedByItsOwnId() throws IOException {
    Vault vault = vault(gate.address(), Map.of());
    AtomicInteger commits = new AtomicInteger();
    gate.rule(request ->
        request.headers().containsKey("If-none-match") && commits.getAndIncrement() == 0
            ? S3Gate.Broken.REPLY_LOST
            : null);

    store(vault, "one/a", bytes(100));

    gate.rule(_ -> null);
    assertThat(commits.get()).isEqualTo(2);
    assertThat(read(vault, "one/a")).isEqualTo(bytes(100));
    assertThat(vault.pending("", "", 10).keys()).isEmpty();
  }

  @Test
  void objectsOfOthersAreNotListed() throws IOException {
    Vault vault = vault(gate.address(), Map.of("prefix", "shared"));
    store(vault, "one/a", bytes(1));
    for (String other :
        List.of("shared/one/b c", "shared/readme.txt", "shared/deep/er/x", "other")) {
      server
          .client()
          .putObject(request -> request.bucket(bucket).key(other), RequestBody.fromString("x"));
    }
    List<String> listed = new ArrayList<>();
    @Nullable String after = "";
    while (after != null) {
      Listing page = vault.list("", after, 1);
      listed.addAll(page.keys());
      after = page.next();
    }
    assertThat(listed).containsExactly("one/a");
  }

  @Test
  void partsGrowSoThatAFileOfATerabyteFits() {
    long bytes = 0;
    for (int number = 1; number <= 10_000; number++) {
      long part = PartOutput.partBytes(number, 8 << 20);
      assertThat(part).isLessThanOrEqualTo(256L << 20);
      bytes += part;
    }
    assertThat(PartOutput.partBytes(5_000, 8 << 20)).isEqualTo(8 << 20);
    assertThat(bytes).isGreaterThan(500L << 30);
  }
}
