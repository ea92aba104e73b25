package io.orchestratex.gateway.identity;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.orchestratex.kit.settings.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Users, tokens and sign-in.
 *
 * @param keySecret at least 32 characters; the private signing keys in MongoDB are encrypted under
 *     it. Each replica needs the same. It has no default and is never made up at the start: a
 *     secret that lies beside what it protects protects nothing. A changed secret makes the gateway
 *     sign with new keys; tokens signed before stay valid
 * @param adminPassword password of the user {@code admin}, who is made when there is no user yet
 * @param accessTokenLife how long an access token holds; 1 minute to 24 hours
 * @param refreshTokenLife how long a session may be refreshed after its last refresh
 * @param rotateKeysAfter age at which a signing key is replaced
 * @param loginAttempts failed sign-ins of one name from one address before the wait begins
 * @param loginAttemptsOfAddress failed sign-ins of all names from one address before the wait
 *     begins, for who tries one password on many names; users behind one address share it
 * @param loginWindow how long failed sign-ins count
 * @param keepAudit how long sign-ins are remembered
 * @param readRevocations how often a replica reads what others revoked, and looks whether the users
 *     were restored
 * @param sessionsPerUser signed-in sessions of one user; at one more, the one that was not
 *     refreshed for longest cannot be refreshed again
 * @param apiKeysPerUser API keys of one user
 * @param passwordMemory KiB that hashing a password takes; less than the default, which is OWASP's
 *     least, is for tests
 */
@ConfigurationProperties("orchestratex.gateway.identity")
public record IdentitySettings(
    Secret keySecret,
    @Nullable Secret adminPassword,
    @Bindable(defaultValue = "15m") Duration accessTokenLife,
    @Bindable(defaultValue = "14d") Duration refreshTokenLife,
    @Bindable(defaultValue = "30d") Duration rotateKeysAfter,
    @Bindable(defaultValue = "5") int loginAttempts,
    @Bindable(defaultValue = "100") int loginAttemptsOfAddress,
    @Bindable(defaultValue = "15m") Duration loginWindow,
    @Bindable(defaultValue = "90d") Duration keepAudit,
    @Bindable(defaultValue = "5s") Duration readRevocations,
    @Bindable(defaultValue = "20") int sessionsPerUser,
    @Bindable(defaultValue = "50") int apiKeysPerUser,
    @Bindable(defaultValue = "19456") int passwordMemory) {

  /** What OWASP's password storage cheat sheet asks of Argon2id with two passes. */
  static final int LEAST_SAFE_PASSWORD_MEMORY = 19_456;

  private static final int SHORTEST_SECRET = 32;

  public IdentitySettings {
    require(
        keySecret.reveal().length() >= SHORTEST_SECRET,
        "key-secret must have at least 32 characters");
    require(
        accessTokenLife.compareTo(Duration.ofMinutes(1)) >= 0
            && accessTokenLife.compareTo(Duration.ofHours(24)) <= 0,
        "access-token-life must be between 1m and 24h");
    require(
        refreshTokenLife.compareTo(accessTokenLife) >= 0,
        "refresh-token-life must not be shorter than access-token-life");
    require(loginAttempts > 0, "login-attempts must be at least 1");
    require(loginAttemptsOfAddress > 0, "login-attempts-of-address must be at least 1");
    require(sessionsPerUser > 0, "sessions-per-user must be at least 1");
    require(apiKeysPerUser > 0, "api-keys-per-user must be at least 1");
    require(
        passwordMemory >= 64 && passwordMemory <= 1_048_576,
        "password-memory must be between 64 and 1048576 KiB");
    require(loginWindow.isPositive(), "login-window must be longer than nothing");
    require(rotateKeysAfter.isPositive(), "rotate-keys-after must be longer than nothing");
    require(readRevocations.isPositive(), "read-revocations must be longer than nothing");
    require(keepAudit.isPositive(), "keep-audit must be longer than nothing");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException("orchestratex.gateway.identity." + message);
    }
  }
}
