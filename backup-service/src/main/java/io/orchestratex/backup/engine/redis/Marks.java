package io.orchestratex.backup.engine.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.RestoreScope;
import java.util.Arrays;
import java.util.Optional;

/**
 * The keys by which a restore knows its databases again. None of them is part of a backup.
 *
 * <p>A database that is not live but a restore's, loaded or previous, has {@link #BESIDE}, whose
 * value is its name. A live one that a restore put there has {@link #LIVE} for a week.
 */
final class Marks {

  private static final String PREFIX = "orchestratex:restore:";
  private static final byte[] PREFIX_BYTES = PREFIX.getBytes(UTF_8);

  static final String BESIDE = PREFIX + "beside";
  static final String LIVE = PREFIX + "live";

  /** What was read back of a database that was loaded. */
  static final String MEASURED = PREFIX + "measured";

  /** Libraries of functions that were loaded, and those that they replaced. */
  static final String FUNCTIONS = PREFIX + "functions";

  static final String OLD_FUNCTIONS = PREFIX + "old-functions";

  private static final String LOADED_NAME = "ox_restore_";
  private static final String OLD_NAME = "ox_old_";
  private static final byte[] BESIDE_BYTES = BESIDE.getBytes(UTF_8);

  private Marks() {}

  static boolean isMark(byte[] key) {
    return key.length >= PREFIX_BYTES.length
        && Arrays.equals(key, 0, PREFIX_BYTES.length, PREFIX_BYTES, 0, PREFIX_BYTES.length);
  }

  static boolean isBeside(byte[] key) {
    return Arrays.equals(key, BESIDE_BYTES);
  }

  /** What a database is called that an attempt loads. */
  static String loaded(RestoreScope scope, String database) {
    return LOADED_NAME + scope.prefix() + database;
  }

  /** What the previous one is called after they have changed places. */
  static String old(String loaded) {
    return OLD_NAME + loaded.substring(LOADED_NAME.length());
  }

  /** The restore that a name belongs to. */
  static Optional<String> restoreOf(String name) {
    return RestoreScope.restoreOf(name, LOADED_NAME, OLD_NAME);
  }

  /** How the names of a restore begin, for a person. */
  static String namesOf(String restoreId) {
    return "numbered databases whose key %s begins with %s%s_ (previous) or %s%s_ (loaded)"
        .formatted(BESIDE, OLD_NAME, restoreId, LOADED_NAME, restoreId);
  }
}
