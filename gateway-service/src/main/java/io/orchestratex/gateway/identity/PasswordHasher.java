package io.orchestratex.gateway.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.kit.failure.FailureException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Argon2id by Bouncy Castle, with the parameters that OWASP's password storage cheat sheet names:
 * 19 MiB, 2 passes, 1 lane. A hash is a PHC string, {@code
 * $argon2id$v=19$m=19456,t=2,p=1$salt$tag}, so parameters may be raised without losing old hashes.
 * Passwords are hashed on a few threads of their own, so that however many sign in at a time, the
 * rest of the service has processors left. A bounded number waits for them; one more is refused as
 * busy.
 */
@Singleton
public final class PasswordHasher {

  private static final Logger LOG = LoggerFactory.getLogger(PasswordHasher.class);
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int SALT_BYTES = 16;
  private static final int TAG_BYTES = 32;
  private static final int THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  private static final int MOST_WAITING = 32;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,8}),t=(\\d{1,4}),p=(\\d{1,3})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

  private final SecureRandom random = new SecureRandom();
  private final ExecutorService threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          Thread.ofPlatform().daemon().name("password-", 0).factory());
  private final int memoryKib;
  private final String decoyHash;

  PasswordHasher(IdentitySettings settings) {
    memoryKib = settings.passwordMemory();
    decoyHash = phc(random(SALT_BYTES), random(TAG_BYTES));
    if (memoryKib < IdentitySettings.LEAST_SAFE_PASSWORD_MEMORY) {
      LOG.warn(
          "passwords are hashed with {} KiB, which is too little to protect them; raise"
              + " orchestratex.gateway.identity.password-memory",
          memoryKib);
    }
  }

  /** A salted hash of a password. */
  public String hash(String password) {
    byte[] salt = random(SALT_BYTES);
    return phc(salt, tag(password, salt, memoryKib, PASSES, LANES, TAG_BYTES));
  }

  private byte[] random(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private String phc(byte[] salt, byte[] tag) {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            memoryKib, PASSES, LANES, base64.encodeToString(salt), base64.encodeToString(tag));
  }

  /** Whether a password is the one of a hash. */
  public boolean matches(String password, String hash) {
    Matcher phc = PHC.matcher(hash);
    if (!phc.matches()) {
      throw new IllegalArgumentException("a stored password hash is not argon2id");
    }
    byte[] salt = Base64.getDecoder().decode(phc.group(4));
    byte[] expected = Base64.getDecoder().decode(phc.group(5));
    byte[] actual =
        tag(
            password,
            salt,
            Integer.parseInt(phc.group(1)),
            Integer.parseInt(phc.group(2)),
            Integer.parseInt(phc.group(3)),
            expected.length);
    return MessageDigest.isEqual(expected, actual);
  }

  /** Takes as long as {@link #matches} for a user who does not exist. */
  public void pretend(String password) {
    matches(password, decoyHash);
  }

  private byte[] tag(
      String password, byte[] salt, int memoryKib, int passes, int lanes, int tagBytes) {
    try {
      return threads.submit(() -> argon2(password, salt, memoryKib, passes, lanes, tagBytes)).get();
    } catch (RejectedExecutionException e) {
      throw FailureException.busy(
          "identity.sign-in-busy",
          "Too many sign-ins at once. Try again in a few seconds.",
          RETRY_AFTER);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw FailureException.unavailable("identity.stopping", "The gateway is stopping.", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a password could not be hashed", e.getCause());
    }
  }

  private static byte[] argon2(
      String password, byte[] salt, int memoryKib, int passes, int lanes, int tagBytes) {
    Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
    argon2.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib)
            .withIterations(passes)
            .withParallelism(lanes)
            .withSalt(salt)
            .build());
    byte[] tag = new byte[tagBytes];
    argon2.generateBytes(password.getBytes(UTF_8), tag);
    return tag;
  }

  @PreDestroy
  void close() {
    threads.shutdownNow();
  }
}
