package io.orchestratex.backup.vault.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import io.orchestratex.backup.vault.Listing;
import io.orchestratex.backup.vault.Upload;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultContract;
import io.orchestratex.backup.vault.VaultFile;
import io.orchestratex.backup.vault.VaultProperties;
import io.orchestratex.backup.vault.s3.S3Gate;
import io.orchestratex.backup.vault.s3.S3Gate.Broken;
import io.orchestratex.backup.vault.s3.S3Gate.Refused;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AzureVaultTest extends VaultContract {

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static AzureServer server;
  private static S3Gate gate;
  private static BlobContainerClient container;

  @BeforeAll
  static void start() {
    server = AzureServer.shared();
    gate = new S3Gate(server.address());
    container = server.container("contract");
  }

  @AfterEach
  void calm() {
    gate.rule(_ -> null);
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  /** All of them in one container, each below a prefix of its own. */
  @Override
  protected Vault emptyVault() {
    return vault(server.address(), Map.of());
  }

  private static AzureVault vault(URI endpoint, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("endpoint", AzureServer.endpoint(endpoint).toString());
    settings.put("account", AzureServer.ACCOUNT);
    settings.put("account-key", AzureServer.KEY);
    settings.put("container", container.getBlobContainerName());
    settings.put("prefix", "v" + NUMBER.incrementAndGet());
    settings.putAll(more);
    return new AzureVault(
        AzureVaultSettings.of(
            new VaultProperties("test", "orchestratex.backup.vaults.test.", settings)));
  }

  @Override
  protected int faultsAtEvery() {
    return faultsTakeTurns() ? 9 : 1;
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

  private static boolean isPart(S3Gate.Seen request) {
    return request.method().equals("PUT") && query(request, "comp=block");
  }

  private static boolean isCommit(S3Gate.Seen request) {
    return query(request, "comp=blocklist") && request.headers().containsKey("If-none-match");
  }

  private static boolean query(S3Gate.Seen request, String part) {
    return List.of(request.query().split("&")).contains(part);
  }

  /** Some of the parts are sent twice. */
  @Test
  void aLargeFileGoesInPartsThatAreSentAgainByThemselves() throws IOException {
    byte[] content = bytes(35 << 20);
    AtomicInteger parts = new AtomicInteger();
    gate.rule(request ->
        isPart(request)
            ? switch (parts.incrementAndGet()) {
              case 2, 4 -> Broken.REPLY_LOST;
              case 6, 7 -> Broken.REQUEST;
              case 8 -> new Refused(503, "ServerBusy", "The server is busy.");
              default -> null;
            }
            : null);
    gate.reset();
    Vault vault = vault(gate.address(), Map.of("part-bytes", "1MiB"));

    store(vault, "one/large", content);

    assertThat(read(vault, "one/large")).isEqualTo(content);
    assertThat(gate.received()).as("little is sent twice").isLessThan(content.length * 12L / 10);
    assertThat(parts.get()).isEqualTo(40);
    assertThat(gate.seen().stream().filter(AzureVaultTest::isPart))
        .allSatisfy(request -> assertThat(request.headers().getFirst("Content-MD5")).isNotNull());
    assertThat(vault.pending("", "", 10).keys()).isEmpty();
  }

  @Test
  void readingGoesOnWhereTheConnectionBroke() throws IOException {
    byte[] content = bytes(6 << 20);
    Vault vault = vault(gate.address(), Map.of());
    store(vault, "one/large", content);
    AtomicInteger reads = new AtomicInteger();
    gate.rule(request ->
        request.method().equals("GET") && reads.getAndIncrement() < 1 ? Broken.ANSWER : null);
    gate.reset();

    assertThat(read(vault, "one/large")).isEqualTo(content);

    assertThat(reads.get()).isGreaterThan(1);
    assertThat(gate.sent()).as("nothing is fetched twice").isLessThan(content.length * 11L / 10);
  }

  @Test
  void aConnectionThatAlwaysBreaksEndsWithAnError() throws IOException {
    Vault vault = vault(gate.address(), Map.of("attempts", "3"));
    store(vault, "one/a", bytes(1_000));
    gate.rule(_ -> new Refused(503, "ServerBusy", "The server is busy."));
    assertThatThrownBy(() -> store(vault, "one/b", bytes(1_000)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the store is overloaded (503) after 3 tries");
    gate.rule(_ -> null);
    assertThat(read(vault, "one/a")).hasSize(1_000);
  }

  /** The first try takes effect, its reply is lost, and the second one is refused. */
  @Test
  void aCommitWhoseReplyIsLostIsRecognisedByItsOwnId() throws IOException {
    Vault vault = vault(gate.address(), Map.of());
    AtomicInteger commits = new AtomicInteger();
    gate.rule(
        request -> isCommit(request) && commits.getAndIncrement() == 0 ? Broken.REPLY_LOST : null);

    store(vault, "one/a", bytes(100));

    assertThat(commits.get()).isEqualTo(2);
    assertThat(read(vault, "one/a")).isEqualTo(bytes(100));
    assertThat(vault.pending("", "", 10).keys()).isEmpty();
  }

  @Test
  void objectsOfOthersAreNotListed() throws IOException {
    Vault vault = vault(server.address(), Map.of("prefix", "shared"));
    store(vault, "one/a", bytes(1));
    for (String other :
        List.of("shared/one/b c", "shared/readme.txt", "shared/deep/er/x", "other")) {
      container.getBlobClient(other).upload(BinaryData.fromString("x"));
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

  /** Somebody died between dropping the blocks of an upload and removing what dropped them. */
  @Test
  void whatOnlyDropsBlocksIsNoFileAndInNobodysWay() throws IOException {
    Vault vault = vault(server.address(), Map.of());
    Upload dead = vault.create("one/a");
    dead.content().write(1);
    dead.content().close();
    container
        .getBlobClient("v" + NUMBER.get() + "/one/a")
        .getBlockBlobClient()
        .commitBlockListWithResponse(
            new BlockBlobCommitBlockListOptions(List.of())
                .setMetadata(Map.of(AzureVault.DROPPED, "true"))
                .setRequestConditions(new BlobRequestConditions().setIfNoneMatch("*")),
            null,
            null);

    assertThat(vault.open("one/a")).isEmpty();
    assertThat(vault.list("", "", 10).keys()).isEmpty();
    assertThatThrownBy(dead::commit)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("complete an upload");
    store(vault, "one/a", bytes(5));
    assertThat(read(vault, "one/a")).isEqualTo(bytes(5));
    vault.discard("");
    assertThat(read(vault, "one/a")).isEqualTo(bytes(5));
  }

  @Test
  void anAbortLeavesTheOtherUploadsOfItsKey() throws IOException {
    Vault vault = vault(server.address(), Map.of());
    Upload first = vault.create("one/a");
    first.content().write(bytes(5));
    first.content().close();
    Upload second = vault.create("one/a");
    second.content().write(1);
    second.content().close();

    second.abort();
    first.commit();

    assertThat(read(vault, "one/a")).isEqualTo(bytes(5));
    assertThat(vault.pending("", "", 10).keys()).isEmpty();
  }
}
