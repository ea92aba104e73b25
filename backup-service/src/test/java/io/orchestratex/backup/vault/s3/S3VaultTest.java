package io.orchestratex.backup.vault.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.vault.ObjectStoreVaultContract;
import io.orchestratex.backup.vault.PartOutput;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultProperties;
import io.orchestratex.local.LongRunning;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

@LongRunning("each fault at each call of a whole backup, each call being requests over HTTP")
class S3VaultTest extends ObjectStoreVaultContract {

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
  protected void putOfOthers(String name) {
    server
        .client()
        .putObject(request -> request.bucket(bucket).key(name), RequestBody.fromString("x"));
  }

  @Override
  protected boolean isCommit(S3Gate.Seen request) {
    return request.headers().containsKey("If-none-match");
  }

  @Override
  protected S3Gate.Refused overloaded() {
    return new S3Gate.Refused(503, "SlowDown", "Reduce your request rate.");
  }

  @Override
  protected String overloadedCode() {
    return "SlowDown";
  }

  @Override
  protected int faultsAtEvery() {
    return faultsTakeTurns() ? 2 : 1;
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
