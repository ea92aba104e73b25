package io.orchestratex.backup.vault.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.storage.blob.BlobContainerClient;
import io.orchestratex.backup.vault.ObjectStoreRefusals;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultFullException;
import io.orchestratex.backup.vault.VaultProperties;
import io.orchestratex.backup.vault.s3.S3Gate;
import io.orchestratex.backup.vault.s3.S3Gate.Refused;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person reads when the store refuses: which permission, which setting, what to do. */
class AzureRefusalsTest extends ObjectStoreRefusals {

  private static final String ALL = "rwdl";

  private static AzureServer server;
  private static S3Gate gate;
  private static BlobContainerClient container;
  private static String name;

  @BeforeAll
  static void start() {
    server = AzureServer.shared();
    gate = new S3Gate(server.address());
    container = server.container("refusals");
    name = container.getBlobContainerName();
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  private static Vault vault(URI endpoint, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("endpoint", endpoint.toString());
    settings.put("account", AzureServer.ACCOUNT);
    settings.put("container", name);
    settings.put("prefix", "team");
    settings.put("attempts", "2");
    if (!more.containsKey("account-key")) {
      settings.put("sas-token", server.token(container, ALL));
    }
    settings.putAll(more);
    return new AzureVault(AzureVaultSettings.of(new VaultProperties("offsite", WHERE, settings)));
  }

  @Override
  protected Vault vaultAt(URI endpoint) {
    return vault(endpoint, Map.of());
  }

  /** Each permission is left out in turn, on a server that checks them. */
  @ParameterizedTest
  @CsvSource({
    "rdl, write (w), cannot begin an upload to",
    "wdl, read (r), cannot look at a file in",
    "rwd, list (l), cannot list",
    "rwl, delete (d), cannot abort an upload to"
  })
  void theMissingPermissionIsNamed(String permissions, String missing, String what)
      throws IOException {
    String token = server.token(container, permissions);
    Vault vault = vault(endpoint(), Map.of("sas-token", token));

    assertThatThrownBy(() -> everything(vault))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(what + " the container " + name + ": access denied. ")
        .hasMessageContaining("needs the permission " + missing + " on the container " + name)
        .hasMessageNotContaining(token.replaceAll(".*sig=", ""));
  }

  private static URI endpoint() {
    return AzureServer.endpoint(server.address());
  }

  @Test
  void aWrongAccountAndAContainerThatThereIsNotAreNamedWithTheirSetting() throws IOException {
    everything(vault(endpoint(), Map.of()));
    everything(vault(endpoint(), Map.of("account-key", AzureServer.KEY)));
    Map<String, String> none = Map.of("container", "none-such", "account-key", AzureServer.KEY);
    assertThatThrownBy(() -> vault(endpoint(), none).list("", "", 1))
        .hasMessage(
            "cannot list the container none-such: there is no such container. Create it, or set "
                + WHERE
                + "container.");
    assertThatThrownBy(() -> vault(endpoint(), none).open("one/a"))
        .as("a file that is missing is another thing")
        .hasMessageContaining("there is no such container");
    String wrong = "d3JvbmctYXMtY2FuLWJlLXJlYWxseQ==";
    assertThatThrownBy(() -> vault(endpoint(), Map.of("account-key", wrong)).list("", "", 1))
        .hasMessageContaining("the key does not belong to the account " + AzureServer.ACCOUNT)
        .hasMessageContaining("Set " + WHERE + "account-key.")
        .hasMessageNotContaining(wrong);
    String old = server.token(container, ALL).replaceAll("sig=....", "sig=AAAA");
    assertThatThrownBy(() -> vault(endpoint(), Map.of("sas-token", old)).list("", "", 1))
        .hasMessageContaining("the token is not valid, or has expired. Set " + WHERE + "sas-token.")
        .hasMessageNotContaining(old.replaceAll(".*sig=", ""));
  }

  /** What the server of the tests does not do by itself. */
  @Test
  void otherFaultsOfStoresAreExplained() {
    Vault vault = vault(AzureServer.endpoint(gate.address()), Map.of());
    gate.rule(_ -> refused(507, "InsufficientStorage"));
    assertThatThrownBy(() -> vault.create("one/a"))
        .isInstanceOf(VaultFullException.class)
        .hasMessageContaining("there is no room left");
    gate.rule(_ -> refused(503, "ServerBusy"));
    assertThatThrownBy(() -> vault.list("", "", 1))
        .hasMessageContaining("the store is overloaded (ServerBusy) after 2 tries.");
    gate.rule(_ -> refused(403, "AuthorizationFailure"));
    assertThatThrownBy(() -> vault.list("", "", 1))
        .hasMessageContaining("Allow this machine's network in its firewall.");
    gate.rule(_ -> refused(409, "BlobImmutableDueToPolicy"));
    assertThatThrownBy(() -> vault.delete("one/a"))
        .hasMessageContaining("an immutability policy of the container keeps the file.");
    gate.rule(_ -> null);
  }

  private static Refused refused(int status, String code) {
    return new Refused(status, code, "Told.", Map.of("x-ms-error-code", code));
  }

  @ParameterizedTest
  @CsvSource({
    "container, 'Not A Container', is not a name of a container",
    "account, 'Big', is not a name of a storage account",
    "account-key, 'short', is not a key of a storage account",
    "endpoint, 'ftp://x', is not a valid address; expected https://host or http://host:port",
    "endpoint, 'https://ann:pw@x', is not a valid address",
    "prefix, 'a b', is not a prefix",
    "part-bytes, '1KB', must be from 1048576 to",
    "attempts, '0', must be a whole number from 1 to 20"
  })
  void aBadSettingIsNamed(String setting, String value, String problem) {
    assertThatThrownBy(() -> vault(server.address(), Map.of(setting, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(WHERE + setting)
        .hasMessageContaining(problem)
        .hasMessageNotContaining("pw@");
  }

  @Test
  void whereItIsCanBeReadByPeople() {
    Map<String, String> settings =
        new HashMap<>(Map.of("account", "acme", "container", "backups", "prefix", "team/"));
    assertThatThrownBy(() -> AzureVaultSettings.of(new VaultProperties("x", WHERE, settings)))
        .hasMessageContaining("account-key is missing: account-key or sas-token is needed");
    settings.put("sas-token", "?sv=1&sig=2");
    AzureVaultSettings azure = AzureVaultSettings.of(new VaultProperties("x", WHERE, settings));
    assertThat(azure.location()).isEqualTo("https://acme.blob.core.windows.net/backups/team");
    assertThat(azure.toString()).doesNotContain("sig=2");
    settings.put("account-key", AzureServer.KEY);
    assertThatThrownBy(() -> AzureVaultSettings.of(new VaultProperties("x", WHERE, settings)))
        .hasMessageContaining("account-key and sas-token are both set");
  }
}
