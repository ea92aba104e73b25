package io.orchestratex.backup.vault.azure;

import io.orchestratex.backup.vault.VaultProperties;
import io.orchestratex.kit.settings.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which container, and how it is used.
 *
 * @param where the beginning of each setting's name, for what is said of a setting
 * @param endpoint address of the account's blob service
 * @param account name of the storage account
 * @param prefix what each key begins with; empty, or ends with a slash
 * @param accountKey one of the account's keys; null when there is a token
 * @param sasToken a shared access signature; null when there is a key
 * @param partBytes size of a block, which is held in memory
 * @param attempts how often a request is made at most
 * @param timeout how long the store may be silent
 */
record AzureVaultSettings(
    String where,
    URI endpoint,
    String account,
    String container,
    String prefix,
    @Nullable Secret accountKey,
    @Nullable Secret sasToken,
    int partBytes,
    int attempts,
    Duration timeout) {

  private static final Pattern ACCOUNT = Pattern.compile("[a-z0-9]{3,24}");
  private static final Pattern CONTAINER =
      Pattern.compile("(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*|\\$root");
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{20,200}={0,2}");
  private static final long MIN_PART_BYTES = 1L << 20;
  private static final long MAX_PART_BYTES = 512L << 20;
  private static final long DEFAULT_PART_BYTES = 8L << 20;
  private static final int MAX_ATTEMPTS = 20;

  static AzureVaultSettings of(VaultProperties settings) {
    String account =
        settings.matching(
            "account", settings.text("account"), ACCOUNT, "a name of a storage account");
    Secret key = settings.secret("account-key");
    Secret token = settings.secret("sas-token");
    if ((key == null) == (token == null)) {
      throw settings.bad(
          "account-key",
          key == null
              ? "is missing: account-key or sas-token is needed"
              : "and sas-token are both set: set one of them");
    }
    if (key != null && !KEY.matcher(key.reveal()).matches()) {
      throw settings.bad("account-key", "is not a key of a storage account, which is in base64");
    }
    URI endpoint = settings.address("endpoint");
    return new AzureVaultSettings(
        settings.setting(""),
        endpoint == null
            ? URI.create("https://" + account + ".blob.core.windows.net")
            : URI.create(endpoint.toString().replaceAll("/+$", "")),
        account,
        settings.matching(
            "container", settings.text("container"), CONTAINER, "a name of a container"),
        settings.prefix(),
        key,
        token == null ? null : new Secret(token.reveal().replaceFirst("^\\?", "")),
        (int) settings.bytes("part-bytes", DEFAULT_PART_BYTES, MIN_PART_BYTES, MAX_PART_BYTES),
        settings.number("attempts", 8, 1, MAX_ATTEMPTS),
        Duration.ofSeconds(settings.number("timeout-seconds", 30, 1, 3_600)));
  }

  /** Where it is, for people. */
  String location() {
    String path = container + "/" + prefix;
    return endpoint + "/" + path.substring(0, path.length() - 1);
  }
}
