package io.orchestratex.kit.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.kit.failure.FailureException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is remembered of revocations, for how long, and that none is lost to a limit. */
class CachedVerifierTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LIFE = Duration.ofMinutes(15);

  private Instant now = START;
  private final Map<String, Caller> issued = new HashMap<>();
  private final CachedVerifier verifier = new CachedVerifier(this::issuedTo, () -> now);

  private Caller issuedTo(String token) {
    Caller caller = issued.get(token);
    if (caller == null) {
      throw FailureException.unauthenticated("access.token-invalid", token);
    }
    return caller;
  }

  /** A token whose {@code jti} is its own text. */
  private String token(String id, String subject) {
    issued.put(id, new Caller(subject, subject, Set.of(), id, now, now.plus(LIFE)));
    return id;
  }

  private void revoke(String id) {
    Caller caller = issuedTo(id);
    verifier.revokeToken(id, caller.subject(), caller.expiresAt());
  }

  private void assertRefused(String token) {
    assertThat(verifier.ifKnown(token)).isNull();
    assertThatThrownBy(() -> verifier.verify(token)).isInstanceOf(FailureException.class);
  }

  @Test
  void refusesARevokedTokenToItsEndAndLeavesTheSubjectsOthersAlone() {
    String revoked = token("a", "ann");
    String other = token("b", "ann");
    verifier.verify(revoked);
    revoke(revoked);

    assertRefused(revoked);
    assertThat(verifier.verify(other).subject()).isEqualTo("ann");
    now = START.plus(LIFE).minusMillis(1);
    assertRefused(revoked);
    now = START.plus(LIFE);
    assertRefused(revoked);
  }

  @Test
  void forgetsARevocationWhenItsTokenExpiresAndNotBefore() {
    RevokedTokens tokens = new RevokedTokens(10);
    tokens.add("short", "ann", START.plusSeconds(60), START);
    tokens.add("long", "bob", START.plusSeconds(600), START);
    tokens.add("again", "ann", START.plusSeconds(60), START);
    tokens.add("again", "ann", START.plusSeconds(600), START);
    tokens.add("over", "ann", START, START);

    assertThat(tokens.size()).isEqualTo(3);
    tokens.add("other", "eve", START.plusSeconds(600), START.plusSeconds(60));
    assertThat(tokens.contains("short")).isFalse();
    assertThat(tokens.contains("long")).isTrue();
    assertThat(tokens.contains("again")).isTrue();
    assertThat(tokens.size()).isEqualTo(3);
  }

  @Test
  void whoRevokesWithoutEndIsRefusedAsAWholeAndNobodyElse() {
    String first = token("first", "flood");
    String kept = token("kept", "flood");
    String neighbour = token("neighbour", "ann");
    verifier.verify(kept);
    verifier.verify(neighbour);
    revoke(first);
    for (int i = 0; i < 1_000; i++) {
      revoke(token("flood-" + i, "flood"));
    }

    assertRefused(first);
    assertRefused("flood-999");
    assertRefused(kept);
    assertThat(verifier.verify(neighbour).subject()).isEqualTo("ann");
    now = START.plusSeconds(31);
    assertRefused(first);
    assertThat(verifier.verify(token("later", "flood")).subject()).isEqualTo("flood");
  }

  @Test
  void aSubjectsTokensAreRefusedUpToTheInstantAndAnOlderRevocationTakesNothingBack() {
    String before = token("before", "ann");
    verifier.verify(before);
    now = START.plusSeconds(10);
    verifier.revokeSubject("ann", now);
    verifier.revokeSubject("ann", START.minusSeconds(10));

    assertRefused(before);
    now = START.plusSeconds(11);
    assertThat(verifier.verify(token("after", "ann")).subject()).isEqualTo("ann");
  }
}
