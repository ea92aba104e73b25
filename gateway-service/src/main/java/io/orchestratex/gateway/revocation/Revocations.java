package io.orchestratex.gateway.revocation;

import io.micronaut.context.annotation.Context;
import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.scheduling.annotation.Scheduled;
import io.orchestratex.kit.access.CachedVerifier;
import io.orchestratex.kit.readiness.StoreReady;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes tokens worthless. The truth is in the store; this replica refuses at once, the others by
 * the broadcast within milliseconds, and the services by the event on {@code identity.events.v1}. A
 * replica reads what was revoked before it serves its first request, and again every few seconds,
 * so neither a restart nor a lost broadcast forgets anything.
 *
 * <p>A restore of the database of users brings back sessions that were ended and forgets what was
 * revoked since. A replica notices that the store was put back, within seconds by a count that does
 * not go on, and at its start, or after a restore of a part, by the collections, which are other
 * ones. Then everyone has to sign in again.
 */
@Context
public final class Revocations {

  private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);
  private static final Duration LONGEST_TOKEN_LIFE = Duration.ofHours(25);
  private static final Duration LOOK_BACK = Duration.ofSeconds(30);

  /** For how long after a restore was noticed more of it may still be put in place. */
  private static final Duration RESTORE_SETTLES = Duration.ofMinutes(1);

  /** More than replicas count between two looks of one. */
  private static final long LEAP = 1_000;

  /** How often a start asks, while other replicas count as well. */
  private static final int LOOKS_AT_START = 5;

  private final RevocationStore store;
  private final RevocationBroadcast broadcast;
  private final CachedVerifier verifier;
  private final InstantSource clock;
  private volatile Instant readUntil;
  private long counted;
  private @Nullable Instant restoredAt;

  Revocations(
      RevocationStore store,
      RevocationBroadcast broadcast,
      CachedVerifier verifier,
      InstantSource clock) {
    this.store = store;
    this.broadcast = broadcast;
    this.verifier = verifier;
    this.clock = clock;
    this.readUntil = clock.instant();
  }

  @EventListener
  void readAll(StoreReady ready) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    int looks = 1;
    while (!lookForRestore(now) && looks < LOOKS_AT_START) {
      looks++;
    }
    store.recent(LONGEST_TOKEN_LIFE).forEach(this::apply);
  }

  @Scheduled(
      initialDelay = "${orchestratex.gateway.identity.read-revocations:5s}",
      fixedDelay = "${orchestratex.gateway.identity.read-revocations:5s}")
  void readMissed() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    try {
      store.recent(Duration.between(readUntil, now).plus(LOOK_BACK)).forEach(this::apply);
      readUntil = now;
      lookForRestore(now);
    } catch (RuntimeException e) {
      LOG.atWarn().addKeyValue("reason", e.getMessage()).log("revocations were not read");
    }
  }

  /** False when a restore was noticed and is not dealt with yet. */
  private synchronized boolean lookForRestore(Instant now) {
    RevocationStore.Count count = store.count();
    boolean putBack = !count.inPlace() || count.number() <= counted;
    if (!putBack) {
      counted = count.number(); // Else only when it is dealt with: what fails is tried again.
    }
    long next = Math.max(counted, count.number()) + LEAP;
    if (putBack && store.revokeEveryone(count.number(), next, now)) {
      counted = next;
      restoredAt = now;
      announceSubject(CachedVerifier.EVERYONE, now);
      LOG.atWarn().log("the users were put back to an earlier state; everyone must sign in again");
      return true;
    }
    if (restoredAt != null && now.isBefore(restoredAt.plus(RESTORE_SETTLES))) {
      store.revokeEveryoneAgain(restoredAt);
    }
    return !putBack;
  }

  /** Revokes one token everywhere. */
  public void revokeToken(String tokenId, String subject, Instant expiresAt) {
    store.revokeToken(tokenId, subject, expiresAt, clock.instant());
    announceToken(tokenId, subject, expiresAt);
  }

  /** Announces to the replicas a token that the store already knows to be revoked. */
  public void announceToken(String tokenId, String subject, Instant expiresAt) {
    announce(new Revocation.OfToken(tokenId, subject, expiresAt));
  }

  /** Announces to the replicas a subject that the store already knows to be revoked. */
  public void announceSubject(String subject, Instant revokedAt) {
    announce(new Revocation.OfSubject(subject, revokedAt));
  }

  private void announce(Revocation revocation) {
    apply(revocation);
    broadcast.send(revocation);
  }

  /** Refuses in this process. */
  public void apply(Revocation revocation) {
    switch (revocation) {
      case Revocation.OfToken token ->
          verifier.revokeToken(token.tokenId(), token.subject(), token.expiresAt());
      case Revocation.OfSubject subject ->
          verifier.revokeSubject(subject.subject(), subject.revokedAt());
    }
  }
}
