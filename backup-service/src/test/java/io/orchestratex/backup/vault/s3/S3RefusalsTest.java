package io.orchestratex.backup.vault.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.backup.vault.ObjectStoreRefusals;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultFullException;
import io.orchestratex.backup.vault.VaultProperties;
import io.orchestratex.backup.vault.s3.S3Gate.Refused;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person reads when the store refuses: which permission, which setting, what to do. */
class S3RefusalsTest extends ObjectStoreRefusals {

  private static final String[] ALL = {
    "s3:PutObject",
    "s3:GetObject",
    "s3:ListBucket",
    "s3:DeleteObject",
    "s3:AbortMultipartUpload",
    "s3:ListBucketMultipartUploads"
  };
  private static final List<S3Vault> OPEN = new ArrayList<>();
  private static S3Server server;
  private static S3Gate gate;
  private static String bucket;

  @BeforeAll
  static void start() {
    server = S3Server.shared();
    gate = new S3Gate(server.address());
    bucket = server.bucket("refusals");
    server.account("ann", "secret-of-ann", bucket, ALL);
  }

  @AfterAll
  static void stop() {
    OPEN.forEach(S3Vault::close);
    gate.close();
  }

  private static Vault vault(URI endpoint, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("endpoint", endpoint.toString());
    settings.put("bucket", bucket);
    settings.put("prefix", "team");
    settings.put("access-key", "ann");
    settings.put("secret-key", "secret-of-ann");
    settings.put("attempts", "2");
    settings.putAll(more);
    S3Vault vault =
        new S3Vault(
            S3VaultSettings.of(new VaultProperties("offsite", WHERE, settings)),
            InstantSource.system());
    OPEN.add(vault);
    return vault;
  }

  @Override
  protected Vault vaultAt(URI endpoint) {
    return vault(endpoint, Map.of());
  }

  /** Each permission is taken away in turn, on a server that checks them. */
  @ParameterizedTest
  @CsvSource({
    "s3:PutObject, cannot begin an upload to, /team/*",
    "s3:GetObject, cannot read from, /team/*",
    "s3:ListBucket, cannot list the bucket, ''",
    "s3:DeleteObject, cannot delete from, /team/*",
    "s3:AbortMultipartUpload, cannot abort an upload to, /team/*",
    "s3:ListBucketMultipartUploads, cannot list the unfinished uploads of, ''"
  })
  void theMissingPermissionIsNamed(String permission, String what, String objects)
      throws IOException {
    Vault vault = vault(server.address(), Map.of());
    server.grant("ann", bucket, ALL);
    everything(vault);
    Set<String> others = new TreeSet<>(Set.of(ALL));
    others.remove(permission);
    server.grant("ann", bucket, others.toArray(String[]::new));

    assertThatThrownBy(() -> everything(vault))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(what)
        .hasMessageContaining("the bucket " + bucket)
        .hasMessageContaining(
            "access denied. The account needs "
                + permission
                + " on arn:aws:s3:::"
                + bucket
                + objects)
        .hasMessageNotContaining("secret-of-ann");
    server.grant("ann", bucket, ALL);
    server.client().deleteObject(request -> request.bucket(bucket).key("team/one/a"));
  }

  @Test
  void aWrongAccountAndABucketThatThereIsNotAreNamedWithTheirSetting() {
    assertThatThrownBy(() -> vault(server.address(), Map.of("secret-key", "wrong")).list("", "", 1))
        .hasMessageContaining("the secret key does not belong to the access key")
        .hasMessageContaining("Set " + WHERE + "secret-key.")
        .hasMessageNotContaining("wrong.");
    assertThatThrownBy(() -> vault(server.address(), Map.of("access-key", "eve")).list("", "", 1))
        .hasMessageContaining("the store does not know the access key. Set " + WHERE);
    assertThatThrownBy(() -> vault(server.address(), Map.of("bucket", "none-such")).list("", "", 1))
        .hasMessage(
            "cannot list the bucket none-such: there is no such bucket. Create it, or set "
                + WHERE
                + "bucket.");
    assertThatThrownBy(
            () -> vault(server.address(), Map.of("region", "eu-north-1")).list("", "", 1))
        .hasMessageContaining("the bucket is in another region, us-east-1, than eu-north-1. Set ");
  }

  /** What the server of the tests does not do by itself. */
  @Test
  void otherFaultsOfStoresAreExplained() {
    Vault vault = vault(gate.address(), Map.of());
    gate.rule(_ -> new Refused(403, "RequestTimeTooSkewed", "The difference is too large."));
    assertThatThrownBy(() -> vault.list("", "", 1))
        .hasMessageContaining("Set this machine's clock");
    gate.rule(_ ->
        new Refused(
            301, "PermanentRedirect", "Use it.", Map.of("x-amz-bucket-region", "eu-west-1")));
    assertThatThrownBy(() -> vault.list("", "", 1))
        .hasMessageContaining("in another region, eu-west-1, than us-east-1. Set " + WHERE);
    gate.rule(_ -> new Refused(507, "XMinioStorageFull", "Storage backend is full."));
    assertThatThrownBy(() -> vault.create("one/a"))
        .isInstanceOf(VaultFullException.class)
        .hasMessageContaining("there is no room left");
    gate.rule(request ->
        request.headers().containsKey("If-none-match")
            ? new Refused(501, "NotImplemented", "A header you provided is not implemented.")
            : null);
    assertThatThrownBy(() -> store(vault, "one/c"))
        .hasMessageContaining("A vault needs multipart uploads and If-None-Match.");
    gate.rule(_ -> new Refused(403, "InvalidObjectState", "Archived."));
    assertThatThrownBy(() -> vault.open("one/a")).hasMessageContaining("archive class");
    gate.rule(_ -> null);
  }

  @ParameterizedTest
  @CsvSource({
    "bucket, 'Not_A_Bucket', is not a name of a bucket",
    "endpoint, 'ftp://x', is not a valid address; expected https://host or http://host:port",
    "endpoint, 'https://ann:pw@x', is not a valid address",
    "prefix, 'a b', is not a prefix",
    "server-side-encryption, 'rot13', is not one of AES256",
    "object-lock-mode, 'legal', mode must be governance or compliance",
    "object-lock-mode, 'governance', days must be at least 1",
    "object-lock-days, '3', mode must be governance or compliance",
    "part-bytes, '1MB', must be from 5242880 to",
    "attempts, '0', must be a whole number from 1 to 20",
    "path-style, 'maybe', is not true or false",
    "secret-key, '', is missing: access-key and secret-key are set both or neither"
  })
  void aBadSettingIsNamed(String key, String value, String problem) {
    assertThatThrownBy(() -> vault(server.address(), Map.of(key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(WHERE + key.replaceFirst("lock-.*", "lock."))
        .hasMessageContaining(problem)
        .hasMessageNotContaining("pw@");
  }

  @Test
  void whereItIsCanBeReadByPeople() {
    assertThat(vault(URI.create("https://minio.example:9000/"), Map.of()).location())
        .isEqualTo("https://minio.example:9000/" + bucket + "/team");
    S3VaultSettings amazon =
        S3VaultSettings.of(
            new VaultProperties("x", WHERE, Map.of("bucket", "acme", "region", "eu-central-1")));
    assertThat(amazon.location()).isEqualTo("s3://acme");
    assertThat(amazon.pathStyle()).isFalse();
    assertThat(amazon.account()).isNull();
  }
}
