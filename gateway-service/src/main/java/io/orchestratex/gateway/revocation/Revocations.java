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
 * revoked since. A replica notices within seconds that the store was put back, by a count that does
 * not go on, and then everyone has to sign in again.
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

  private void lookForRestore(Instant now) {
    long count = store.count();
    boolean putBack = count <= counted;
    if (!putBack) {
      counted = count; // Else only when it is dealt with: what fails is tried at the next look.
    }
    if (putBack && store.revokeEveryone(count, counted + LEAP, now)) {
      counted += LEAP;
      restoredAt = now;
      announceSubject(CachedVerifier.EVERYONE, now);
      LOG.atWarn().log("the users were put back to an earlier state; everyone must sign in again");
    } else if (restoredAt != null && now.isBefore(restoredAt.plus(RESTORE_SETTLES))) {
      store.revokeEveryoneAgain(restoredAt);
    }
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
