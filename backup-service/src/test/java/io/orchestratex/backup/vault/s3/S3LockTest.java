package io.orchestratex.backup.vault.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.backup.vault.Upload;
import io.orchestratex.backup.vault.VaultLockedException;
import io.orchestratex.backup.vault.VaultProperties;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * A vault whose files the store does not remove before their time, on a bucket with object lock.
 */
class S3LockTest {

  private static final int DAYS = 3;
  private S3Server server;
  private String bucket;
  private S3Vault vault;

  @BeforeEach
  void start() {
    server = S3Server.shared();
    bucket = server.lockedBucket("locked");
    vault = vault(bucket, "governance");
  }

  @AfterEach
  void stop() {
    vault.close();
  }

  private S3Vault vault(String in, String mode) {
    Map<String, String> settings = new HashMap<>();
    settings.put("endpoint", server.address().toString());
    settings.put("bucket", in);
    settings.put("access-key", S3Server.ACCESS_KEY);
    settings.put("secret-key", S3Server.SECRET_KEY);
    settings.put("object-lock-mode", mode);
    settings.put("object-lock-days", String.valueOf(DAYS));
    return new S3Vault(
        S3VaultSettings.of(
            new VaultProperties("locked", "orchestratex.backup.vaults.locked.", settings)),
        InstantSource.system());
  }

  private void store(String key) throws IOException {
    try (Upload upload = vault.create(key)) {
      upload.content().write(new byte[] {1, 2, 3});
      upload.commit();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"governance", "compliance"})
  void aFileIsLockedFromItsCommitOnAndStays(String mode) throws IOException {
    vault.close();
    vault = vault(bucket, mode);
    store("one/a");
    HeadObjectResponse found =
        server.client().headObject(request -> request.bucket(bucket).key("one/a"));
    assertThat(found.objectLockModeAsString()).isEqualToIgnoringCase(mode);
    assertThat(found.objectLockRetainUntilDate())
        .isBetween(
            Instant.now().plus(Duration.ofDays(DAYS)).minusSeconds(60),
            Instant.now().plus(Duration.ofDays(DAYS)));

    assertThatThrownBy(() -> vault.delete("one/a"))
        .isInstanceOf(VaultLockedException.class)
        .hasMessageContaining("one/a is locked in the bucket " + bucket + " until 20")
        .hasMessageContaining("mode " + mode.toUpperCase(Locale.ROOT));

    assertThat(vault.open("one/a")).isPresent();
    assertThat(vault.list("", "", 10).keys()).containsExactly("one/a");
  }

  /** A deletion that only hides a file would keep its bytes for ever. */
  @Test
  void whatIsNotLockedIsRemovedWithItsVersions() throws IOException {
    store("vault/mark.json"); // Marks and probes are never locked.

    vault.delete("vault/mark.json");
    vault.delete("vault/mark.json");

    var versions = server.client().listObjectVersions(request -> request.bucket(bucket));
    assertThat(versions.versions()).isEmpty();
    assertThat(versions.deleteMarkers()).isEmpty();
    store("vault/mark.json");
    assertThat(vault.open("vault/mark.json")).isPresent();
  }

  @Test
  void aBucketWithoutLocksIsNamed() {
    String plain = server.bucket("unlocked");
    try (S3Vault other = vault(plain, "governance")) {
      assertThatThrownBy(() -> other.create("one/a"))
          .hasMessageContaining("the bucket takes no locks")
          .hasMessageContaining("leave out orchestratex.backup.vaults.locked.object-lock");
    }
  }
}
