package io.orchestratex.gateway.limit;

/**
 * A bucket that fills evenly: after {@code window} an empty one is full. The Redis script does the
 * same sum.
 *
 * @param tokens what is in it
 * @param atMillis when that was
 */
public record TokenBucket(double tokens, long atMillis) {

  /** A full one. */
  public static TokenBucket full(int capacity, long nowMillis) {
    return new TokenBucket(capacity, nowMillis);
  }

  /** What is in it now. */
  public TokenBucket filled(int capacity, long windowMillis, long nowMillis) {
    long passed = Math.max(0, nowMillis - atMillis);
    return new TokenBucket(
        Math.min(capacity, tokens + (double) passed * capacity / windowMillis),
        Math.max(atMillis, nowMillis));
  }

  /** Whether one can be taken. */
  public boolean hasOne() {
    return tokens >= 1;
  }

  /** With one less. */
  public TokenBucket withOneTaken() {
    return new TokenBucket(tokens - 1, atMillis);
  }

  /** Until it is full. */
  public long millisUntilFull(int capacity, long windowMillis) {
    return (long) Math.ceil((capacity - tokens) * windowMillis / capacity);
  }

  /** Until one can be taken; 0 when it can. */
  public long millisUntilOne(int capacity, long windowMillis) {
    return hasOne() ? 0 : (long) Math.ceil((1 - tokens) * windowMillis / capacity);
  }
}
