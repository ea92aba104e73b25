package io.orchestratex.gateway.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.kit.access.CachedVerifier;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.readiness.StoreReady;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A restore of the users that is noticed while their database fails. */
class RevocationsTest {

  /** A store whose count was put back and whose next transactions fail. */
  private static final class Faulty implements RevocationStore {

    private long count = 40;
    private boolean inPlace = true;
    private int faults;
    private int others;

    @Override
    public void revokeToken(String tokenId, String subject, Instant expiresAt, Instant now) {}

    @Override
    public Count count() {
      return new Count(++count, inPlace);
    }

    @Override
    public boolean revokeEveryone(long counted, long next, Instant revokedAt) {
      if (faults-- > 0) {
        throw FailureException.unavailable("gateway.store-unavailable", "not now", null);
      }
      if (others-- > 0) {
        return false;
      }
      count = next;
      inPlace = true;
      return true;
    }

    @Override
    public void revokeEveryoneAgain(Instant revokedAt) {}

    @Override
    public List<Revocation> recent(Duration window) {
      return List.of();
    }
  }

  private final Faulty store = new Faulty();
  private final List<Revocation> sent = new ArrayList<>();
  private final InstantSource clock = InstantSource.system();
  private final Revocations revocations =
      new Revocations(
          store,
          sent::add,
          new CachedVerifier(
              token -> {
                throw new AssertionError("no token is verified");
              },
              clock),
          clock);

  @Test
  void aRestoreIsNotForgottenWhenItsTransactionFails() {
    revocations.readMissed();
    assertThat(sent).isEmpty();
    store.count = 7;
    store.faults = 2;

    revocations.readMissed();
    revocations.readMissed();
    assertThat(sent).isEmpty();
    revocations.readMissed();

    assertThat(sent)
        .singleElement()
        .isInstanceOfSatisfying(
            Revocation.OfSubject.class,
            all -> assertThat(all.subject()).isEqualTo(CachedVerifier.EVERYONE));

    revocations.readMissed();
    assertThat(sent).as("once").hasSize(1);
    assertThat(store.count).isGreaterThan(1_000);
  }

  @Test
  void aRestoreBeforeTheStartIsDealtWithAtTheStartAlsoBesideOtherReplicas() {
    store.inPlace = false;
    store.others = 2;

    revocations.readAll(new StoreReady("MongoDB"));

    assertThat(sent).hasSize(1);
    assertThat(store.count).isGreaterThan(1_040);
    revocations.readMissed();
    assertThat(sent).as("once").hasSize(1);
  }
}
