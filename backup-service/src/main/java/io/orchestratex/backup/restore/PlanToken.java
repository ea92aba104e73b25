package io.orchestratex.backup.restore;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.pipeline.KeyRing;
import io.orchestratex.backup.restore.RestorePlan.PlannedTarget;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Ties a confirmation to a plan: a keyed hash of the backup, the selection, and what would happen
 * to each object. Counts are left out, because they change while a person reads.
 */
@Singleton
final class PlanToken {

  static final Duration VALID = Duration.ofMinutes(15);
  private static final int EXPIRY_BYTES = Long.BYTES;

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

  String issue(String backup, Selection selection, List<PlannedTarget> targets, Instant now) {
    long expires = now.plus(VALID).getEpochSecond();
    byte[] seal = keys.seal(content(backup, selection, targets, expires));
    byte[] token =
        ByteBuffer.allocate(EXPIRY_BYTES + seal.length).putLong(expires).put(seal).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  Fit check(
      String token, String backup, Selection selection, List<PlannedTarget> targets, Instant now) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      return Fit.OTHER_PLAN;
    }
    if (bytes.length <= EXPIRY_BYTES) {
      return Fit.OTHER_PLAN;
    }
    long expires = ByteBuffer.wrap(bytes).getLong();
    byte[] seal = Arrays.copyOfRange(bytes, EXPIRY_BYTES, bytes.length);
    if (!keys.sealed(seal, content(backup, selection, targets, expires))) {
      return Fit.OTHER_PLAN;
    }
    return now.getEpochSecond() > expires ? Fit.EXPIRED : Fit.FITS;
  }

  private static byte[] content(
      String backup, Selection selection, List<PlannedTarget> targets, long expires) {
    StringBuilder text = new StringBuilder("orchestratex restore plan 1\n");
    text.append(expires).append('\n').append(backup).append('\n');
    text.append(selection.databases()).append('\n').append(selection.collections()).append('\n');
    for (PlannedTarget target : targets) {
      text.append(target.target()).append('\n');
      target
          .objects()
          .forEach(o -> text.append(o.name()).append('\t').append(o.action()).append('\n'));
    }
    return text.toString().getBytes(UTF_8);
  }
}
