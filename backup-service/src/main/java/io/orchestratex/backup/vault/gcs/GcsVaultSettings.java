package io.orchestratex.backup.vault.gcs;

import io.orchestratex.backup.vault.VaultProperties;
import io.orchestratex.kit.settings.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which bucket, and how it is used.
 *
 * @param where the beginning of each setting's name, for what is said of a setting
 * @param endpoint address of a private or another service; null for Google's own
 * @param prefix what each key begins with; empty, or ends with a slash
 * @param credentials the JSON text of an account's key; null when it is in a file, or found
 * @param credentialsFile a file with such a text; with neither, the machine's own account is used
 * @param lock null when files are not retained
 * @param partBytes size of a part, which is held in memory
 * @param attempts how often a request is made at most
 * @param timeout how long the store may be silent
 */
record GcsVaultSettings(
    String where,
    @Nullable URI endpoint,
    String bucket,
    String prefix,
    @Nullable Secret credentials,
    @Nullable Path credentialsFile,
    @Nullable Lock lock,
    int partBytes,
    int attempts,
    Duration timeout) {

  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]");
  private static final Map<String, String> MODES =
      Map.of("unlocked", "Unlocked", "locked", "Locked");
  private static final long MIN_PART_BYTES = 1L << 20;
  private static final long MAX_PART_BYTES = 512L << 20;
  private static final long DEFAULT_PART_BYTES = 32L << 20;
  private static final int MAX_DAYS = 36_500;
  private static final int MAX_ATTEMPTS = 20;

  /**
   * What keeps the store from removing an object.
   *
   * @param mode {@code Unlocked}, which an account with a permission of its own can end, or {@code
   *     Locked}, which nobody can
   * @param days from when it is written
   */
  record Lock(String mode, int days) {}

  static GcsVaultSettings of(VaultProperties settings) {
    Secret credentials = settings.secret("credentials");
    String file = settings.find("credentials-file");
    if (credentials != null && file != null) {
      throw settings.bad("credentials", "and credentials-file are both set: set one of them");
    }
    return new GcsVaultSettings(
        settings.setting(""),
        settings.address("endpoint"),
        settings.matching("bucket", settings.text("bucket"), BUCKET, "a name of a bucket"),
        settings.prefix(),
        credentials,
        file == null ? null : Path.of(file),
        lock(settings),
        (int) settings.bytes("part-bytes", DEFAULT_PART_BYTES, MIN_PART_BYTES, MAX_PART_BYTES),
        settings.number("attempts", 8, 1, MAX_ATTEMPTS),
        Duration.ofSeconds(settings.number("timeout-seconds", 30, 1, 3_600)));
  }

  private static @Nullable Lock lock(VaultProperties settings) {
    String mode = settings.find("object-lock-mode");
    int days = settings.number("object-lock-days", 0, 0, MAX_DAYS);
    if (mode == null && days == 0) {
      return null;
    }
    String name = mode == null ? null : MODES.get(mode);
    if (name == null) {
      throw settings.bad("object-lock.mode", "must be unlocked or locked");
    }
    if (days == 0) {
      throw settings.bad("object-lock.days", "must be at least 1: files are locked for so long");
    }
    return new Lock(name, days);
  }

  /** The service, for people. */
  String service() {
    return endpoint == null ? "Google Cloud Storage" : endpoint.toString().replaceAll("/+$", "");
  }

  /** Where it is, for people. */
  String location() {
    String path = bucket + (prefix.isEmpty() ? "" : "/" + prefix.substring(0, prefix.length() - 1));
    return (endpoint == null ? "gs:/" : service()) + "/" + path;
  }
}
