package io.orchestratex.backup.vault.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.backup.vault.ObjectStoreRefusals;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultFullException;
import io.orchestratex.backup.vault.VaultProperties;
import io.orchestratex.backup.vault.s3.S3Gate;
import io.orchestratex.backup.vault.s3.S3Gate.Refused;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person reads when the store refuses: which permission, which setting, what to do. */
class GcsRefusalsTest extends ObjectStoreRefusals {

  private static final String ANN = "ann@tests";
  private static final String[] ALL = {
    "storage.objects.create",
    "storage.objects.get",
    "storage.objects.list",
    "storage.objects.delete",
    "storage.objects.update",
    "storage.objects.setRetention"
  };

  @TempDir static Path folder;
  private static GcsServer server;
  private static S3Gate gate;
  private static String bucket;
  private static String key;

  @BeforeAll
  static void start() {
    server = GcsServer.shared();
    gate = new S3Gate(server.address());
    bucket = server.bucket("refusals");
    key = server.key(ANN);
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  private static Vault vault(URI endpoint, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("endpoint", endpoint.toString());
    settings.put("bucket", bucket);
    settings.put("prefix", "team");
    settings.put("attempts", "2");
    if (!more.containsKey("credentials-file")) {
      settings.put("credentials", key);
    }
    settings.putAll(more);
    return new GcsVault(
        GcsVaultSettings.of(new VaultProperties("offsite", WHERE, settings)),
        InstantSource.system());
  }

  @Override
  protected Vault vaultAt(URI endpoint) {
    return vault(endpoint, Map.of());
  }

  /** Each permission is taken away in turn, on a server that checks them. */
  @ParameterizedTest
  @CsvSource({
    "storage.objects.create, cannot begin an upload to",
    "storage.objects.get, cannot complete an upload to",
    "storage.objects.list, cannot list",
    "storage.objects.delete, cannot send a part to",
    "storage.objects.setRetention, cannot lock a file in"
  })
  void theMissingPermissionIsNamed(String permission, String what) throws IOException {
    Map<String, String> lock =
        permission.endsWith("Retention")
            ? Map.of("object-lock-mode", "unlocked", "object-lock-days", "1")
            : Map.of();
    Vault vault = vault(server.address(), lock);
    Set<String> others = new TreeSet<>(Set.of(ALL));
    others.remove(permission);
    server.grant(ANN, others.toArray(String[]::new));

    assertThatThrownBy(() -> everything(vault))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(what + " the bucket " + bucket + ": access denied. ")
        .hasMessageContaining("The account needs " + permission + " on the bucket " + bucket)
        .hasMessageNotContaining("PRIVATE");
    server.grant(ANN, ALL);
  }

  @Test
  void aWrongAccountAndABucketThatThereIsNotAreNamedWithTheirSetting() throws IOException {
    server.grant(ANN, ALL);
    everything(vault(server.address(), Map.of()));
    assertThatThrownBy(() -> vault(server.address(), Map.of("bucket", "none-such")).list("", "", 1))
        .hasMessage(
            "cannot list the bucket none-such: there is no such bucket. Create it, or set "
                + WHERE
                + "bucket.");
    assertThatThrownBy(() -> vault(server.address(), Map.of("bucket", "none-such")).open("one/a"))
        .as("a file that is missing is another thing")
        .hasMessageContaining("there is no such bucket");
    assertThatThrownBy(() ->
            vault(server.address(), Map.of("credentials", server.key("unknown@tests")))
                .list("", "", 1))
        .hasMessageContaining("the account gets no token. Set " + WHERE + "credentials-file.")
        .hasMessageContaining("account not found")
        .hasMessageNotContaining("PRIVATE");
    assertThatThrownBy(
            () -> vault(server.address(), Map.of("credentials", "{\"secret\":")).list("", "", 1))
        .hasMessageContaining("the account cannot be read: it is not the JSON text of an account's")
        .hasMessageNotContaining("secret");
    Path missing = folder.resolve("none.json");
    assertThatThrownBy(() ->
            vault(server.address(), Map.of("credentials-file", missing.toString())).list("", "", 1))
        .hasMessageContaining(
            "there is no file " + missing + ". Set " + WHERE + "credentials-file.");
    Path present = Files.writeString(folder.resolve("key.json"), key);
    everything(vault(server.address(), Map.of("credentials-file", present.toString())));
  }

  /** What the server of the tests does not do by itself. */
  @Test
  void otherFaultsOfStoresAreExplained() {
    Vault vault = vault(gate.address(), Map.of());
    gate.rule(_ -> new Refused(507, "quota", "No room."));
    assertThatThrownBy(() -> vault.create("one/a"))
        .isInstanceOf(VaultFullException.class)
        .hasMessageContaining("there is no room left");
    gate.rule(_ -> new Refused(429, "rateLimitExceeded", "Slow down."));
    assertThatThrownBy(() -> vault.list("", "", 1))
        .hasMessageContaining("the store is overloaded (429) after 2 tries.");
    gate.rule(request ->
        request.headers().containsKey("X-http-method-override")
            ? new Refused(400, "invalid", "No retention.")
            : null);
    server.grant(ANN, ALL);
    Vault locked =
        vault(gate.address(), Map.of("object-lock-mode", "locked", "object-lock-days", "1"));
    assertThatThrownBy(() -> store(locked, "one/lock"))
        .hasMessageContaining("the bucket takes no locks")
        .hasMessageContaining("leave out " + WHERE + "object-lock");
    gate.rule(_ -> null);
  }

  @ParameterizedTest
  @CsvSource({
    "bucket, 'Not A Bucket', is not a name of a bucket",
    "endpoint, 'ftp://x', is not a valid address; expected https://host or http://host:port",
    "endpoint, 'https://ann:pw@x', is not a valid address",
    "prefix, 'a b', is not a prefix",
    "object-lock-mode, 'governance', mode must be unlocked or locked",
    "object-lock-mode, 'locked', days must be at least 1",
    "part-bytes, '1KB', must be from 1048576 to",
    "attempts, '0', must be a whole number from 1 to 20"
  })
  void aBadSettingIsNamed(String name, String value, String problem) {
    assertThatThrownBy(() -> vault(server.address(), Map.of(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(WHERE + name.replaceFirst("lock-.*", "lock."))
        .hasMessageContaining(problem)
        .hasMessageNotContaining("pw@");
  }

  @Test
  void whereItIsCanBeReadByPeople() {
    GcsVaultSettings google =
        GcsVaultSettings.of(
            new VaultProperties("x", WHERE, Map.of("bucket", "acme", "prefix", "team/")));
    assertThat(google.location()).isEqualTo("gs://acme/team");
    assertThat(vault(URI.create("https://gcs.example/"), Map.of()).location())
        .isEqualTo("https://gcs.example/" + bucket + "/team");
    Map<String, String> both =
        Map.of("bucket", "acme", "credentials", "a", "credentials-file", "b");
    assertThatThrownBy(() -> GcsVaultSettings.of(new VaultProperties("x", WHERE, both)))
        .hasMessageContaining("credentials and credentials-file are both set");
  }
}
