package io.orchestratex.backup.restore;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.pipeline.KeyRing;
import io.orchestratex.backup.restore.RestoreChoice.Chosen;
import io.orchestratex.backup.restore.RestorePlan.PlannedTarget;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Ties a confirmation to a plan: a keyed hash of the backup, the selection, and what would happen
 * to each object. Counts are left out, because they change while a person reads. Each token is
 * another one, and makes one restore at most: {@link #key} is what that restore is found by when
 * the confirmation arrives again.
 */
@Singleton
final class PlanToken {

  static final Duration VALID = Duration.ofMinutes(15);
  private static final int EXPIRY_BYTES = Long.BYTES;
  private static final int NONCE_BYTES = 16;
  private static final int HEAD_BYTES = EXPIRY_BYTES + NONCE_BYTES;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeyRing keys;

  PlanToken(KeyRing keys) {
    this.keys = keys;
  }

  /** How a token fits a plan. */
  enum Fit {
    FITS,
    EXPIRED,
    OTHER_PLAN
  }

  String issue(
      String backup,
      @Nullable String vault,
      Chosen chosen,
      List<PlannedTarget> targets,
      Instant now) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    byte[] head =
        ByteBuffer.allocate(HEAD_BYTES)
            .putLong(now.plus(VALID).getEpochSecond())
            .put(nonce)
            .array();
    byte[] seal = keys.primary().seal(content(backup, vault, chosen, targets, head));
    byte[] token = ByteBuffer.allocate(HEAD_BYTES + seal.length).put(head).put(seal).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /** What the restore of this token is known by; the token itself is not kept. */
  static String key(String token) {
    byte[] bytes = decoded(token); // One token can be written in several ways.
    return "plan "
        + HexFormat.of()
            .formatHex(ContentHash.sha256().digest(bytes == null ? token.getBytes(UTF_8) : bytes));
  }

  private static byte @Nullable [] decoded(String token) {
    try {
      return Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  Fit check(
      String token,
      String backup,
      @Nullable String vault,
      Chosen chosen,
      List<PlannedTarget> targets,
      Instant now) {
    byte[] bytes = decoded(token);
    if (bytes == null || bytes.length <= HEAD_BYTES) {
      return Fit.OTHER_PLAN;
    }
    byte[] head = Arrays.copyOf(bytes, HEAD_BYTES);
    byte[] seal = Arrays.copyOfRange(bytes, HEAD_BYTES, bytes.length);
    if (!keys.primary().sealed(seal, content(backup, vault, chosen, targets, head))) {
      return Fit.OTHER_PLAN;
    }
    long expires = ByteBuffer.wrap(head).getLong();
    return now.getEpochSecond() > expires ? Fit.EXPIRED : Fit.FITS;
  }

  private static byte[] content(
      String backup,
      @Nullable String vault,
      Chosen chosen,
      List<PlannedTarget> targets,
      byte[] head) {
    StringBuilder text = new StringBuilder("orchestratex restore plan 5\n");
    append(text, List.of(HexFormat.of().formatHex(head), backup, String.valueOf(vault)));
    append(text, chosen.selection().databases());
    append(text, chosen.selection().collections());
    append(text, List.of(String.valueOf(chosen.selection().users())));
    Elsewhere elsewhere = chosen.elsewhere();
    append(text, List.of(String.valueOf(elsewhere.source()), String.valueOf(elsewhere.replace())));
    append(text, pairs(elsewhere.naming().databases()));
    append(text, pairs(elsewhere.naming().collections()));
    for (PlannedTarget target : targets) {
      append(text, List.of(target.target()));
      target.objects().forEach(o -> append(text, List.of(o.name(), o.action().text())));
    }
    return text.toString().getBytes(UTF_8);
  }

  private static List<String> pairs(Map<String, String> names) {
    List<String> pairs = new ArrayList<>();
    new TreeMap<>(names)
        .forEach((from, to) -> {
          pairs.add(from);
          pairs.add(to);
        });
    return pairs;
  }

  /** With their number and lengths, so that no two lists read alike. */
  private static void append(StringBuilder text, List<String> parts) {
    text.append(parts.size()).append('\n');
    parts.forEach(part -> text.append(part.length()).append(' ').append(part).append('\n'));
  }
}
