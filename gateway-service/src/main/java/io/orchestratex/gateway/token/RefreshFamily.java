package io.orchestratex.gateway.token;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The line of refresh tokens that began with one sign-in; one of them is good at a time.
 *
 * @param tokens access tokens of this line that have not expired
 */
public record RefreshFamily(
    String id,
    String userId,
    String currentHash,
    Instant createdAt,
    Instant expiresAt,
    List<LiveToken> tokens) {

  private static final int MOST_LIVE_TOKENS = 20;

  public RefreshFamily {
    tokens = List.copyOf(tokens);
  }

  /**
   * The family after a refresh. Of its access tokens the newest are kept; what is neither kept nor
   * expired must be revoked.
   */
  RefreshFamily rotated(String newHash, LiveToken token, Instant newExpiry, Instant now) {
    List<LiveToken> live = new ArrayList<>(liveAt(now));
    live.add(token);
    return new RefreshFamily(
        id,
        userId,
        newHash,
        createdAt,
        newExpiry,
        live.subList(Math.max(0, live.size() - MOST_LIVE_TOKENS), live.size()));
  }

  /** Access tokens that have not expired, oldest first. */
  List<LiveToken> liveAt(Instant now) {
    return tokens.stream().filter(token -> token.expiresAt().isAfter(now)).toList();
  }

  /** Access tokens that are no longer part of the family after a refresh and have not expired. */
  public List<LiveToken> endedBy(RefreshFamily after, Instant now) {
    return liveAt(now).stream().filter(token -> !after.tokens().contains(token)).toList();
  }

  /** An access token that may still be in use. */
  public record LiveToken(String id, Instant expiresAt) {}
}
