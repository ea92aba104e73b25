package io.orchestratex.backup.vault.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import io.orchestratex.backup.vault.ObjectStoreVaultContract;
import io.orchestratex.backup.vault.Upload;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultProperties;
import io.orchestratex.backup.vault.s3.S3Gate;
import io.orchestratex.backup.vault.s3.S3Gate.Broken;
import io.orchestratex.backup.vault.s3.S3Gate.Refused;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AzureVaultTest extends ObjectStoreVaultContract {

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
    container.getBlobClient(name).upload(BinaryData.fromString("x"));
  }

  @Override
  protected boolean isCommit(S3Gate.Seen request) {
    return query(request, "comp=blocklist") && request.headers().containsKey("If-none-match");
  }

  @Override
  protected S3Gate.Refused overloaded() {
    return new Refused(503, "ServerBusy", "The server is busy.");
  }

  /** Its library gives up sooner. */
  @Override
  protected int brokenReads() {
    return 1;
  }

  @Override
  protected int faultsAtEvery() {
    return faultsTakeTurns() ? 9 : 1;
  }

  private static boolean isPart(S3Gate.Seen request) {
    return request.method().equals("PUT") && query(request, "comp=block");
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
