package io.orchestratex.backup.vault.s3;

import io.orchestratex.backup.vault.VaultProperties;
import io.orchestratex.kit.settings.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which bucket, and how it is used.
 *
 * @param where the beginning of each setting's name, for what is said of a setting
 * @param endpoint address of a store that is not Amazon's; null for Amazon's own of the region
 * @param prefix what each key begins with; empty, or ends with a slash
 * @param account null takes what the SDK finds: environment, profile, role of the machine
 * @param pathStyle whether the bucket stands in the path, not in the host's name
 * @param storageClass of what is written; null is the bucket's own
 * @param encryption of what is written, by the store; null is the bucket's own
 * @param kmsKey the key of {@code aws:kms}; null is the account's own
 * @param lock null when files are not locked
 * @param partBytes size of a part, which is held in memory
 * @param attempts how often a request is made at most
 * @param timeout how long the store may be silent
 */
record S3VaultSettings(
    String where,
    @Nullable URI endpoint,
    String region,
    String bucket,
    String prefix,
    @Nullable Account account,
    boolean pathStyle,
    @Nullable String storageClass,
    @Nullable String encryption,
    @Nullable String kmsKey,
    @Nullable Lock lock,
    int partBytes,
    int attempts,
    Duration timeout) {

  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Set<String> ENCRYPTIONS = Set.of("AES256", "aws:kms", "aws:kms:dsse");
  private static final Set<String> MODES = Set.of("GOVERNANCE", "COMPLIANCE");
  private static final long MIN_PART_BYTES = 5L << 20;
  private static final long MAX_PART_BYTES = 512L << 20;
  private static final long DEFAULT_PART_BYTES = 8L << 20;
  private static final int MAX_DAYS = 36_500;
  private static final int MAX_ATTEMPTS = 20;

  /** Who signs the requests. */
  record Account(String accessKey, Secret secretKey) {}

  /**
   * What keeps the store from removing a file.
   *
   * @param mode {@code GOVERNANCE} or {@code COMPLIANCE}
   * @param days from when it is written
   */
  record Lock(String mode, int days) {}

  static S3VaultSettings of(VaultProperties settings) {
    URI endpoint = settings.address("endpoint");
    String region =
        endpoint == null ? settings.text("region") : settings.text("region", "us-east-1");
    return new S3VaultSettings(
        settings.setting(""),
        endpoint,
        region,
        settings.matching("bucket", settings.text("bucket"), BUCKET, "a name of a bucket"),
        settings.prefix(),
        account(settings),
        settings.flag("path-style", endpoint != null),
        settings.find("storage-class"),
        encryption(settings),
        settings.find("kms-key"),
        lock(settings),
        (int) settings.bytes("part-bytes", DEFAULT_PART_BYTES, MIN_PART_BYTES, MAX_PART_BYTES),
        settings.number("attempts", 8, 1, MAX_ATTEMPTS),
        Duration.ofSeconds(settings.number("timeout-seconds", 30, 1, 3_600)));
  }

  private static @Nullable Account account(VaultProperties settings) {
    String accessKey = settings.find("access-key");
    Secret secretKey = settings.secret("secret-key");
    if (accessKey == null && secretKey == null) {
      return null;
    }
    if (accessKey == null || secretKey == null) {
      throw settings.bad(
          accessKey == null ? "access-key" : "secret-key",
          "is missing: access-key and secret-key are set both or neither");
    }
    return new Account(accessKey, secretKey);
  }

  private static @Nullable String encryption(VaultProperties settings) {
    String name = settings.find("server-side-encryption");
    if (name != null && !ENCRYPTIONS.contains(name)) {
      throw settings.bad(
          "server-side-encryption", "is not one of AES256, aws:kms, aws:kms:dsse: " + name);
    }
    return name;
  }

  private static @Nullable Lock lock(VaultProperties settings) {
    String mode = settings.find("object-lock-mode");
    int days = settings.number("object-lock-days", 0, 0, MAX_DAYS);
    if (mode == null && days == 0) {
      return null;
    }
    String name = mode == null ? "" : mode.toUpperCase(Locale.ROOT);
    if (!MODES.contains(name)) {
      throw settings.bad("object-lock.mode", "must be governance or compliance");
    }
    if (days == 0) {
      throw settings.bad("object-lock.days", "must be at least 1: files are locked for so long");
    }
    return new Lock(name, days);
  }

  /** Where it is, for people. */
  String location() {
    String path = bucket + (prefix.isEmpty() ? "" : "/" + prefix.substring(0, prefix.length() - 1));
    return endpoint == null
        ? "s3://" + path
        : endpoint.toString().replaceAll("/+$", "") + "/" + path;
  }
}
